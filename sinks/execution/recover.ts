/** Boot: takes the lease, reads what was written, and brings the graph's account up to what the broker says. */
import type { BrokerAccount } from '../../model/broker-client.js'
import { SepError } from '../../model/error-codes.js'
import type { Lease, Store } from '../../store/store.js'
import { type Attribution, type BrokerView, EMPTY_VIEW, viewOfAccount } from './broker-view.js'
import { accountRefusal, accountRows, compareViews } from './reconcile.js'
import { keyOf } from './decisions.js'
import { applyTransaction, isClientOrder } from './execution-events.js'
import { executionRow, type ExecutionRow } from './execution-row.js'
import { initialState } from './initial-state.js'
import { type KeptLease, keepLease } from './keep-lease.js'
import { ledgerFields, orderKeys, readLedger, readOrder, type SentContent } from './order-records.js'
import type {
  Limits,
  ClosedDecision,
  Decision,
  LedgerRecord,
  OutcomeRecord,
  ProtocolState,
  Settings,
} from './protocol-types.js'
import { strangers } from './unmanaged-exposure.js'
import { createRunner, type OrderRunner, type RunnerPorts } from './runner.js'

export interface RecoveryPorts extends Omit<RunnerPorts, 'lease'> {
  /** Name of this process, new at each start. */
  readonly owner: string
}
export interface Recovered {
  readonly runner: OrderRunner
  readonly lease: Lease
  /** Decisions whose bytes may still be under way. */
  readonly unknown: number
  /** SEP's trades that were found at the broker without a history of ours. */
  readonly adopted: number
}

/**
 * Gives null where another instance holds the lease. Rejects where store or broker are away, or the account cannot be traded: the caller tries again
 * or stops. `replay` brings the graph to the end of its journal, under our lease, and gives the last transaction that its account has seen (0 = none);
 * its signal is aborted once the lease is lost, which ends the start (`lease-lost`).
 */
export const recover = async (
  ports: RecoveryPorts,
  settings: Settings,
  replay: (lease: Lease, signal: AbortSignal) => Promise<number>,
): Promise<Recovered | null> => {
  const { store, clock } = ports
  const keys = orderKeys(settings.account)
  const beganMs = clock.monotonicMs()
  const lease = await store.acquireLease(keys.lease, ports.owner, ports.leaseTtlMs)
  if (!lease) return null
  // An epoch that the server could forget would let two owners pass the fence.
  if (!(await store.flush(500)))
    throw new SepError('store-unavailable', 'the lease could not be made durable within 500 ms')
  // History and a long tail take longer than the lease lives.
  const kept = keepLease(store, clock, lease, ports.leaseTtlMs, beganMs + ports.leaseTtlMs)
  try {
    return await recoverUnder(lease, kept, ports, settings, replay)
  } finally {
    kept.stop()
  }
}

const recoverUnder = async (
  lease: Lease,
  kept: KeptLease,
  ports: RecoveryPorts,
  settings: Settings,
  replay: (lease: Lease, signal: AbortSignal) => Promise<number>,
): Promise<Recovered> => {
  const { store, broker, clock, crash } = ports
  const keys = orderKeys(settings.account)
  const knownTransactionId = await replay(lease, kept.signal)
  kept.signal.throwIfAborted()
  await crash.at('boot.replayed')
  const [ledger, orders] = await Promise.all([readAll(store, keys.ledger), readAll(store, keys.orders)])
  const account = await broker.account()
  // As it is now: our record may be older than the trade that was closed to end a refusal.
  const refusal = accountRefusal(account)
  if (refusal) throw new SepError('broker-refused', refusal)
  const past = foldPast(settings, ledger.map(readLedger), orders.map(readOrder), account, {
    knownTransactionId,
    monoMs: clock.monotonicMs(),
    nowMs: clock.nowMs(),
  })
  // Nothing is written, and the order protocol does not begin, under a lease that is not ours any more.
  const leaseUntilMs = await kept.renewed()
  if (past.snapshot) await writeSnapshot(store, lease, keys.ledger, past.snapshot)
  const runner = createRunner(
    { ...ports, lease },
    { ...past.state, leaseUntilMs },
    orders.at(-1)?.id ?? '0-0',
    past.rows,
  )
  await catchUp(runner, ports, account)
  await crash.at('boot.reconciled')
  if (past.adopted > 0) {
    ports.alarm(`adopted ${past.adopted} trades of SEP that were made before this store was`)
    await crash.at('boot.adopted')
  }
  // What the caller still does before the runner renews the lease itself has its whole time to live.
  await kept.renewed()
  return { runner, lease, unknown: past.state.decisions.size, adopted: past.adopted }
}

/** The ledger begins where we first saw the account. Unless that is on disk, a later start would begin after orders of ours. */
const writeSnapshot = async (store: Store, lease: Lease, stream: string, snapshot: LedgerRecord): Promise<void> => {
  const answer = await store.fencedAppend(lease, [{ stream, id: snapshot.id, fields: ledgerFields(snapshot) }])
  if (answer !== 'ok' || !(await store.flush(500)))
    throw new SepError('store-unavailable', `the first view of the account could not be made durable: ${answer}`)
}

const readAll = (store: Store, stream: string) => store.range(stream, '0')

/** Reads the transactions since, through the protocol, so that they are written as any others. */
const catchUp = async (runner: OrderRunner, ports: RecoveryPorts, account: BrokerAccount): Promise<void> => {
  const { view } = runner.state()
  for (const transaction of await ports.broker.transactionsSince(view.lastTransactionId))
    runner.onTransaction(transaction)
  if (runner.state().view.lastTransactionId < account.lastTransactionId)
    throw new SepError(
      'broker-unavailable',
      `transactions end at ${runner.state().view.lastTransactionId}, the account is at ${account.lastTransactionId}`,
    )
  for (const text of strangers(account, runner.state())) ports.alarm(text)
  runner.compare()
}

interface Past {
  readonly state: ProtocolState
  /** The ledger's first entry, where it has none. */
  readonly snapshot: LedgerRecord | null
  readonly rows: readonly ExecutionRow[]
  readonly adopted: number
}
interface Known {
  readonly knownTransactionId: number
  readonly monoMs: number
  readonly nowMs: number
}

/** Pure: what the streams say, and what the graph must be told because of it. */
export const foldPast = (
  settings: Settings,
  ledger: readonly LedgerRecord[],
  orders: readonly ReturnType<typeof readOrder>[],
  account: BrokerAccount,
  known: Known,
): Past => {
  const indexOf = (name: string) => settings.instruments.findIndex((instrument) => instrument.name === name)
  const sent = new Map<string, SentContent>()
  const outcomes = new Map<string, OutcomeRecord>()
  for (const record of orders) {
    if (record.kind === 'sent') {
      sent.set(record.id, record.sent)
      // Refused before its claim was known, the store lost the claim, and the slice was submitted again: it counts anew.
      outcomes.delete(record.id)
    } else if (!outcomes.has(record.id)) outcomes.set(record.id, record.outcome)
  }
  const history = foldLedger(ledger, sent, known.knownTransactionId, indexOf)
  const first = ledger.length === 0
  const view = first ? viewOfAccount(account) : history.view
  const forgotten = first || known.knownTransactionId < history.beginsAt
  const decisions = new Map<string, Decision>()
  const closed = new Map<string, ClosedDecision>()
  const late: OutcomeRecord[] = []
  for (const [id, content] of sent) {
    const { instrument, tradeId, tsMs, reason } = content
    const seen = outcomes.get(id) ?? history.outcomes.get(id)
    if (seen)
      closed.set(id, { instrument, tradeId, tsMs, reason, result: seen.result, transactionId: seen.transactionId })
    else decisions.set(id, inDoubt(id, content, view, settings.limits, known))
    if (seen && !outcomes.has(id)) late.push({ ...seen, atMs: known.nowMs })
  }
  for (const id of [...closed.keys()].slice(0, -256)) closed.delete(id)
  const state = initialState(settings)
  return {
    snapshot: first ? { kind: 'snapshot', id: `${view.lastTransactionId}-0`, view } : null,
    state: {
      ...state,
      hedging: account.hedging,
      view,
      toldId: known.knownTransactionId,
      knownId: account.lastTransactionId,
      decisions,
      closed,
      killSwitch: false,
      paused: false,
      outbox: { ...state.outbox, outcomes: late },
    },
    rows: [
      executionRow('restart', { units: forgotten ? 1 : 0 }),
      ...(forgotten ? accountRows(view, first ? account : null, indexOf) : history.rows),
      ...[...decisions.values()].flatMap((decision) => [
        executionRow('placed', keyOf(decision)),
        executionRow('doubtful', keyOf(decision)),
      ]),
    ],
    adopted: first ? [...view.trades.values()].filter((trade) => trade.own).length : 0,
  }
}

/**
 * SENT without OUTCOME: it may be under way until now, and for as long after that as anything can be. One that is so old that its connection must have
 * been gone for a while was in doubt for that while already.
 */
const inDoubt = (
  id: string,
  content: SentContent,
  view: BrokerView,
  { entryMaxAgeMs, closeMaxAgeMs, sendMaxMs }: Limits,
  { monoMs, nowMs }: Known,
): Decision => {
  const ageMs = nowMs - content.tsMs
  const goneMs = ageMs - (content.leg === 'entry' ? entryMaxAgeMs : closeMaxAgeMs) - sendMaxMs
  return {
    ...content,
    id,
    status: 'unknown',
    sinceMs: monoMs - Math.max(0, goneMs),
    ageMs,
    cameMs: monoMs,
    orderId: [...view.orders.values()].find((order) => order.decisionId === id)?.id ?? 0,
  }
}

interface History {
  readonly view: BrokerView
  /** Rows of the transactions that the graph has not seen. */
  readonly rows: readonly ExecutionRow[]
  /** How decisions ended, by their transactions. */
  readonly outcomes: ReadonlyMap<string, OutcomeRecord>
  /** The first transaction that the ledger can tell of. */
  readonly beginsAt: number
}

const foldLedger = (
  ledger: readonly LedgerRecord[],
  sent: ReadonlyMap<string, SentContent>,
  knownTransactionId: number,
  indexOf: (name: string) => number,
): History => {
  let view = EMPTY_VIEW
  let beginsAt = Number.NaN
  const rows: ExecutionRow[] = []
  const outcomes = new Map<string, OutcomeRecord>()
  for (const record of ledger) {
    if (record.kind === 'snapshot') {
      const repaired = beginsAt === beginsAt ? compareViews(view, record.view, indexOf) : []
      view = record.view
      if (beginsAt !== beginsAt) beginsAt = view.lastTransactionId
      if (view.lastTransactionId >= knownTransactionId) rows.push(...repaired.map(({ row }) => row))
      continue
    }
    const { transaction, decisionId, origin } = record
    const by = isClientOrder(transaction.type) ? attribution(decisionId, origin, sent) : null
    const applied = applyTransaction(view, transaction, by, indexOf)
    view = applied.view
    const outcome = decisionId && origin === 'decision' ? outcomeOf(decisionId, transaction) : null
    if (outcome) outcomes.set(outcome.decisionId, outcome)
    if (transaction.id <= knownTransactionId) continue
    rows.push(...applied.rows)
  }
  return { view, rows, outcomes, beginsAt }
}

const attribution = (
  decisionId: string | null,
  origin: Extract<LedgerRecord, { kind: 'transaction' }>['origin'],
  sent: ReadonlyMap<string, SentContent>,
): Attribution | null => {
  if (origin === 'none') return null
  const content = decisionId === null ? undefined : sent.get(decisionId)
  return { decisionId, decisionTsMs: content?.tsMs ?? Number.NaN, reason: content?.reason ?? 0, origin }
}

const outcomeOf = (
  decisionId: string,
  { id, type, raw }: Extract<LedgerRecord, { kind: 'transaction' }>['transaction'],
): OutcomeRecord | null => {
  const of = (result: OutcomeRecord['result'], says: unknown): OutcomeRecord => ({
    decisionId,
    result,
    says: typeof says === 'string' ? says : '',
    transactionId: id,
    atMs: 0,
  })
  if (type === 'ORDER_FILL') return of('filled', '')
  if (type === 'ORDER_CANCEL') return of('cancelled', raw['reason'])
  return type.endsWith('_REJECT') ? of('rejected', raw['rejectReason']) : null
}
