/** Invariants between the broker's books and ours, whatever died in between. The broker's books are the truth. */
import {
  type OrderRecord,
  orderKeys,
  readLedger,
  readOrder,
  type SentContent,
} from '../../../sinks/execution/order-records.js'
import type { LedgerRecord, OutcomeRecord } from '../../../sinks/execution/protocol-types.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { paceOf } from '../../../app/live/time-scaling.js'
import { isStart, readJournal } from '../../../streams/journal/reader.js'
import { type Decided, fillFaults, orderFaults } from '../wire/check-wire.js'
import { decisionNamed, type Raw, transactionsSince } from './broker-transactions.js'
import { ACCOUNT, type Scene } from './scene.js'

export interface BooksFacts {
  /** Violations; empty = all is well. */
  readonly broken: readonly string[]
  readonly orders: number
  readonly fills: number
  /** Age of the oldest decision that became an order, broker's ms. */
  readonly oldestMs: number
  /** Decisions that ended without an order at the broker: their bytes may have been cut off. */
  readonly lost: number
  /** Client orders of SEP that our books adopted without expecting them. */
  readonly external: number
}
type TransactionRecord = Extract<LedgerRecord, { readonly kind: 'transaction' }>

/** Maximum transit time of a request sent in time, ms of the machine: a busy one may hold the broker back for seconds, a stop is longer. */
const TRANSIT_MS = 4000

export const checkBooks = async (scene: Scene): Promise<BooksFacts> => {
  const keys = orderKeys(ACCOUNT)
  const [ledger, entries] = await scene.read(async (store) => [
    (await store.range(keys.ledger, '0')).map(readLedger),
    (await store.range(keys.orders, '0')).map(readOrder),
  ])
  const broken: string[] = []
  const first = ledger[0]
  const since = first?.kind === 'snapshot' ? first.view.lastTransactionId : 0
  const theirs = await transactionsSince(scene, since)
  const ours = new Map<number, TransactionRecord>()
  for (const line of ledger) if (line.kind === 'transaction') ours.set(line.transaction.id, line)
  const { sent, outcomes, twice } = ordersOfStream(entries)
  broken.push(...twice)
  broken.push(...wireFaultsOf(theirs, ours, sent, await instrumentNames(scene)))
  for (const id of sent.keys()) if (!outcomes.has(id)) broken.push(`C1: decision ${id} has no outcome`)
  const ordersOf = new Map<string, number>()
  const facts = { orders: 0, fills: 0, oldestMs: 0, external: 0 }
  for (const raw of theirs) {
    const id = Number(raw['id'])
    const mine = ours.get(id)
    if (!mine) broken.push(`C1: transaction ${id} ${String(raw['type'])} is not in our ledger`)
    else if (mine.transaction.type !== raw['type'])
      broken.push(`C1: transaction ${id} is ${String(raw['type'])}, our ledger has ${mine.transaction.type}`)
    if (raw['type'] === 'MARKET_ORDER' && mine) {
      facts.orders++
      checkOrder(raw, mine)
    }
    if (raw['type'] === 'ORDER_FILL' && mine) {
      facts.fills++
      checkFill(id, mine)
    }
  }
  for (const [id, count] of ordersOf) if (count > 1) broken.push(`C2: decision ${id} made ${count} orders`)
  for (const [id, outcome] of outcomes)
    if (outcome.result === 'filled' && ours.get(outcome.transactionId)?.decisionId !== id)
      broken.push(
        `C1: decision ${id} was filled by ${outcome.transactionId} according to its outcome, but not to our ledger`,
      )
  const lost = [...outcomes].filter(([id, { result }]) => result === 'abandoned' && !ordersOf.has(id)).length
  return { broken, lost, ...facts }

  function checkOrder(raw: Raw, mine: TransactionRecord): void {
    const id = Number(raw['id'])
    const named = decisionNamed(raw)
    if (mine.origin === 'external') facts.external++
    if (mine.origin !== 'decision' && mine.origin !== 'external') {
      // A margin closeout is the broker's own order.
      if (raw['reason'] === 'CLIENT_ORDER' || raw['reason'] === 'TRADE_CLOSE')
        broken.push(`C1: order ${id} is SEP's but our ledger has it as ${mine.origin}`)
      return
    }
    const decisionId = named ?? mine.decisionId
    if (decisionId === null) return void broken.push(`C1: order ${id} belongs to no decision`)
    if (mine.decisionId !== decisionId)
      broken.push(`C1: order ${id} is of decision ${decisionId}, our ledger has ${mine.decisionId}`)
    ordersOf.set(decisionId, (ordersOf.get(decisionId) ?? 0) + 1)
    const decision = sent.get(decisionId)
    if (!decision)
      return void broken.push(`C2: order ${id}: nothing was recorded before decision ${decisionId} was sent`)
    const ageMs = Date.parse(String(raw['time'])) - decision.tsMs
    facts.oldestMs = Math.max(facts.oldestMs, ageMs)
    const { entryMaxAgeMs, closeMaxAgeMs } = limitsAt(scene.speed)
    const limitMs = (decision.leg === 'entry' ? entryMaxAgeMs : closeMaxAgeMs) + TRANSIT_MS * scene.speed
    if (!(ageMs <= limitMs)) broken.push(`C3: ${decision.leg} ${decisionId} reached the broker ${ageMs} ms old`)
  }
  function checkFill(id: number, mine: TransactionRecord): void {
    if (mine.origin !== 'decision') return
    const outcome = outcomes.get(mine.decisionId ?? '')
    if (outcome?.result !== 'filled' || outcome.transactionId !== id)
      broken.push(`C1: fill ${id} of decision ${mine.decisionId}: its outcome is ${outcome?.result ?? 'missing'}`)
  }
}

/** Decisions and their outcomes; `twice`: what was recorded more than once. */
const ordersOfStream = (entries: readonly OrderRecord[]) => {
  const sent = new Map<string, SentContent>()
  const outcomes = new Map<string, OutcomeRecord>()
  const twice: string[] = []
  for (const entry of entries) {
    if (entry.kind === 'sent') {
      if (sent.has(entry.id)) twice.push(`C2: decision ${entry.id} was recorded as sent twice`)
      sent.set(entry.id, entry.sent)
    } else {
      if (outcomes.has(entry.id)) twice.push(`C2: decision ${entry.id} has two outcomes`)
      outcomes.set(entry.id, entry.outcome)
    }
  }
  return { sent, outcomes, twice }
}

/** C13 over all orders that the broker has. */
const wireFaultsOf = (
  theirs: readonly Raw[],
  ours: ReadonlyMap<number, TransactionRecord>,
  sent: ReadonlyMap<string, SentContent>,
  names: readonly string[],
): readonly string[] => {
  const decided = new Map<number, Decided>()
  const faults: string[] = []
  for (const [at, raw] of theirs.entries()) {
    const id = Number(raw['id'])
    if (/^MARKET_ORDER(_REJECT)?$/.test(String(raw['type']))) {
      const name = decisionNamed(raw) ?? ours.get(id)?.decisionId ?? ''
      const content = sent.get(name)
      if (!content || ours.get(id)?.origin !== 'decision') continue
      const { units, request, instrument } = content
      const decision = { id: name, instrument: names[instrument] ?? '', units, request }
      decided.set(id, decision)
      faults.push(...orderFaults(decision, raw))
    }
    const decision = decided.get(Number(raw['orderID']))
    if (decision && raw['type'] === 'ORDER_FILL')
      faults.push(...fillFaults(decision, raw, theirs.slice(at + 1, at + 4)))
  }
  return faults
}

/** In the order of the world, to which decisions refer. */
const instrumentNames = (scene: Scene): Promise<readonly string[]> =>
  scene.read(async (store) => {
    for await (const entry of readJournal(store, ACCOUNT, '0'))
      if (isStart(entry)) return entry.record.world.instruments.map(({ name }) => name)
    return []
  })

const limitsAt = (speed: number) => paceOf(resolveSettings({}), speed, 0).limits
