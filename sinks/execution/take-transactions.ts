/** Transactions arrive by replies, by the stream and by reads, repeatedly and with gaps; each is applied once, in order. */
import type { BrokerTransaction } from '../../model/broker-client.js'
import { REASON } from '../../model/codes.js'
import { type Attribution, OWN_TAG } from './broker-view.js'
import { finish, setDecision } from './decisions.js'
import { applyTransaction, isClientOrder } from './execution-events.js'
import { putLedger } from './outbox.js'
import { type Raw, rawRecord } from './transaction-fold.js'
import type { At, ClosedDecision, Decision, Draft } from './protocol-types.js'

/** Transactions after a gap wait until the gap is filled. */
export const takeTransactions = (d: Draft, transactions: readonly BrokerTransaction[], at: At): void => {
  let last = d.view.lastTransactionId
  const waiting = new Map(d.stash.map((transaction) => [transaction.id, transaction]))
  for (const transaction of transactions) {
    if (transaction.id > last) waiting.set(transaction.id, transaction)
    d.knownId = Math.max(d.knownId, transaction.id)
  }
  if (waiting.size === 0) return
  const rising = [...waiting.values()].sort((a, b) => a.id - b.id)
  let taken = 0
  for (; rising[taken]?.id === last + 1; taken++) {
    last++
    apply(d, rising[taken]!, at)
  }
  d.stash = rising.slice(taken)
}

/** Reads the missing transactions, unless a read is in flight or has just come back. */
export const fetchIfBehind = (d: Draft, { monoMs }: At, pollMs: number): void => {
  if (d.fetchingMs === d.fetchingMs || monoMs - d.fetchedMs < pollMs) return
  d.fetchingMs = monoMs
  d.effects.push({ type: 'fetch', after: d.view.lastTransactionId })
}

const apply = (d: Draft, transaction: BrokerTransaction, at: At): void => {
  const { id, type, raw } = transaction
  const create = type.endsWith('_REJECT') ? type.slice(0, -'_REJECT'.length) : type
  const by = isClientOrder(create) ? attribute(d, transaction) : null
  const order = by ?? d.view.orders.get(Number(raw['orderID'] ?? Number.NaN)) ?? null
  const { instruments } = d.settings
  const { view, rows, alarms } = applyTransaction(d.view, transaction, by, (name) =>
    instruments.findIndex((instrument) => instrument.name === name),
  )
  d.view = view
  putLedger(d, {
    kind: 'transaction',
    id: `${id}-0`,
    transaction,
    decisionId: order?.decisionId ?? null,
    origin: order?.origin ?? 'none',
  })
  if (id > d.appliedTransactionId) for (const row of rows) d.effects.push({ type: 'execution', row })
  for (const text of alarms) d.effects.push({ type: 'alarm', text })
  const decision = order?.decisionId ? d.decisions.get(order.decisionId) : undefined
  if (decision) settle(d, decision, transaction, at)
}

/** A market order is filled or cancelled in the batch that creates it: its decision ends there. */
const settle = (d: Draft, decision: Decision, { id, type, raw }: BrokerTransaction, { nowMs }: At): void => {
  if (type === 'ORDER_FILL') finish(d, decision, 'filled', { reason: '', transactionId: id, nowMs })
  else if (type === 'ORDER_CANCEL')
    finish(d, decision, 'cancelled', { reason: String(raw['reason']), transactionId: id, nowMs })
  else if (type.endsWith('_REJECT'))
    finish(d, decision, 'rejected', { reason: String(raw['rejectReason']), transactionId: id, nowMs })
  else setDecision(d, decision, { orderId: id })
}

/** Increases carry the decision's id; the close of a trade cannot, but each trade has at most one close of ours in flight. */
const attribute = (d: Draft, { id, tsMs, raw }: BrokerTransaction): Attribution => {
  const trade = rawRecord(raw['tradeClientExtensions'])
  const clientId = rawRecord(raw['clientExtensions'])['id'] ?? trade['id']
  const tradeId = Number(rawRecord(raw['tradeClose'])['tradeID'] ?? Number.NaN)
  const decision =
    typeof clientId === 'string'
      ? d.decisions.get(clientId)
      : closeInFlight(d, tradeId, rawRecord(raw['tradeClose']), tsMs)
  if (decision) return by(decision.id, decision, 'decision')
  const [closedId, closed] = closedBy(d, id, clientId, tradeId)
  // Known, if this is the order that ended it; else a second one, or one that was abandoned.
  if (closed) return by(closedId, closed, closed.transactionId >= id ? 'decision' : 'external')
  const own = trade['tag'] === OWN_TAG || rawRecord(raw['clientExtensions'])['tag'] === OWN_TAG
  return {
    decisionId: null,
    decisionTsMs: Number.NaN,
    reason: REASON.external,
    origin: own || d.view.trades.get(tradeId)?.own ? 'external' : 'foreign',
  }
}

const by = (
  decisionId: string,
  { tsMs, reason }: { readonly tsMs: number; readonly reason: number },
  origin: 'decision' | 'external',
): Attribution => ({ decisionId, decisionTsMs: tsMs, reason, origin })

/** A decision that is over: an increase by its name, a close by the transaction that ended it. */
const closedBy = (d: Draft, id: number, clientId: unknown, tradeId: number): [string, ClosedDecision | undefined] => {
  if (typeof clientId === 'string') return [clientId, d.closed.get(clientId)]
  for (const [name, closed] of d.closed)
    if (closed.tradeId === tradeId && (closed.transactionId === id + 1 || closed.transactionId === id))
      return [name, closed]
  return ['', undefined]
}

/**
 * The newest that was decided before the order. Only after a restart there is more than one: the next close of a trade is decided when the
 * one before is over, so the older ones have ended and their outcome was lost.
 */
const closeInFlight = (d: Draft, tradeId: number, close: Raw, orderMs: number): Decision | undefined => {
  const asked = String(close['units'])
  const fitting = [...d.decisions.values()].filter(
    ({ tradeId: closes, orderId, request, status, units }) =>
      closes === tradeId &&
      orderId === 0 &&
      request.leg === 'close' &&
      (status === 'sending' || status === 'answered' || status === 'unknown') &&
      (asked === request.units || Number(asked) === Math.abs(units)),
  )
  return fitting.findLast(({ tsMs }) => tsMs <= orderMs) ?? fitting[0]
}
