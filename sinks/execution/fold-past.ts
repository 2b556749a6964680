/** Folds an account's order and ledger streams into the protocol's first state and the rows that the graph has not seen. */
import type { BrokerAccount } from '../../model/broker-client.js'
import { unreadableParts } from '../../model/unreadable-items.js'
import { type Attribution, type BrokerView, EMPTY_VIEW, hiddenRow, tradeRow, viewOfAccount } from './broker-view.js'
import { viewDifferences } from './compare/view-differences.js'
import { keyOf } from './decisions.js'
import { applyTransaction, isClientOrder } from './execution-events.js'
import { executionRow, type ExecutionRow } from '../../streams/execution/record.js'
import { initialState } from './protocol.js'
import type { readOrder, SentContent } from './order-records.js'
import type {
  Limits,
  ClosedDecision,
  Decision,
  LedgerRecord,
  OutcomeRecord,
  ProtocolState,
  ProtocolSettings,
} from './protocol-types.js'

export interface Past {
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

/** Refused without a claim that the store kept. Its slice may be submitted again: it is over all the same. */
const UNCLAIMED = Object.freeze({ instrument: -1, tradeId: -1, tsMs: Number.NaN, reason: 0 })

/** Pure. `known`: what the graph has seen, and when this is. */
export const foldPast = (
  settings: ProtocolSettings,
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
      // It was refused before its claim was known, the store lost the claim, and the slice was submitted again: it is open again.
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
  for (const [id, { result, transactionId }] of outcomes)
    if (!sent.has(id)) closed.set(id, { ...UNCLAIMED, result, transactionId })
  for (const id of [...closed.keys()].slice(0, -256)) closed.delete(id)
  const state = initialState(settings)
  return {
    snapshot: first ? { kind: 'snapshot', id: `${view.lastTransactionId}-0`, view } : null,
    state: {
      ...state,
      hedging: account.hedging,
      view,
      unreadable: unreadableParts(account),
      appliedTransactionId: known.knownTransactionId,
      knownId: account.lastTransactionId,
      decisions,
      closed,
      killSwitch: false,
      paused: false,
      outbox: { ...state.outbox, outcomes: late },
    },
    rows: [
      executionRow('restart', { units: forgotten ? 1 : 0 }),
      ...(account.hidden.margin !== 0 || account.hidden.unrealized !== 0 ? [hiddenRow(account.hidden)] : []),
      ...(forgotten ? accountRows(view, account, indexOf) : history.rows),
      ...[...decisions.values()].flatMap((decision) => [
        executionRow('placed', keyOf(decision)),
        executionRow('doubtful', keyOf(decision)),
      ]),
    ],
    adopted: first ? [...view.trades.values()].filter((trade) => trade.own).length : 0,
  }
}

/** Rows of the whole account, for a graph that knows nothing of it; stops and takes as the broker has them now. */
const accountRows = (
  view: BrokerView,
  account: BrokerAccount,
  indexOf: (instrument: string) => number,
): ExecutionRow[] => [
  executionRow('balance', { balance: view.balance, transactionId: view.lastTransactionId }),
  ...[...view.trades.values()].map((trade) => tradeRow(trade, indexOf(trade.instrument))),
  ...account.trades.flatMap((trade) => {
    if (!view.trades.get(Number(trade.tradeId))?.own) return []
    const key = { instrument: indexOf(trade.instrument), tradeId: Number(trade.tradeId) }
    return [
      ...(trade.stopPrice === null ? [] : [executionRow('stop_set', { ...key, price: Number(trade.stopPrice) })]),
      ...(trade.takePrice === null ? [] : [executionRow('take_set', { ...key, price: Number(trade.takePrice) })]),
    ]
  }),
]

/**
 * SENT without OUTCOME: the request may still be in flight, for as long from now as any request can be. One so old that its connection must
 * have been gone for a while has already been in doubt for that while.
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
  /** The first transaction that the ledger covers. */
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
      const repaired = beginsAt === beginsAt ? viewDifferences(view, record.view, indexOf) : []
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
  const of = (result: OutcomeRecord['result'], reason: unknown): OutcomeRecord => ({
    decisionId,
    result,
    reason: typeof reason === 'string' ? reason : '',
    transactionId: id,
    atMs: 0,
  })
  if (type === 'ORDER_FILL') return of('filled', '')
  if (type === 'ORDER_CANCEL') return of('cancelled', raw['reason'])
  return type.endsWith('_REJECT') ? of('rejected', raw['rejectReason']) : null
}
