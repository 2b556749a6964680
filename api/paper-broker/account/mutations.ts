/** What requests do to an account. Each mutation is one batch of transactions. */
import { fill } from '../../../operators/exchange/fill.js'
import { cancel } from '../../../operators/exchange/orders.js'
import { takenAt } from '../../../operators/exchange/terms/taken-price.js'
import { beginBatch, record } from '../../../operators/exchange/transactions.js'
import type { Exchange, Order } from '../../../operators/exchange/types.js'
import type { AccountContext, Reply } from '../http/request-context.js'
import { rejectStatus, rejectText } from '../wire/errors.js'
import type { ParsedOrder } from '../wire/order-input.js'
import type { WireTransaction } from '../wire/types.js'

/** Runs the mutation and returns its transactions. */
export const mutate = (context: AccountContext, run: (ex: Exchange) => void): readonly WireTransaction[] => {
  run(context.account.ex)
  return context.broker.commit(context.account, context.requestId)
}

/** Records a reject that did not come from the exchange. */
export const recordReject = (
  context: AccountContext,
  { type, fields }: Pick<ParsedOrder, 'fields'> & { type: string },
  rejectReason: string,
  reason = 'CLIENT_ORDER',
): void => {
  const { ex } = context.account
  beginBatch(ex, context.nowMs)
  record(ex, context.nowMs, `${type}_ORDER_REJECT`, { ...fields, reason, rejectReason })
}

/** Matches a new order against the market, or applies the injected fault instead. */
export const executeOrder = (context: AccountContext, order: Order): void => {
  const { account, broker, orderFault, nowMs } = context
  const { ex } = account
  ex.homeRate.set(broker.board.homeRate)
  if (orderFault?.kind === 'cancel') cancel(ex, order, orderFault.reason, nowMs)
  else if (orderFault?.kind === 'partial' && broker.board.tradeable[order.k] === 1)
    fillPart(context, order, orderFault.share)
  else broker.match(account, order.k)
}

/** Fills a share of the order, at least one unit, and drops the rest as IOC does. */
const fillPart = ({ account, broker, nowMs }: AccountContext, order: Order, share: number): void => {
  const { ex } = account
  const { k } = order
  const scale = ex.unitScale[k]!
  const size = Math.max(1, Math.floor(Math.abs(order.units) * share * scale)) / scale
  const units = Math.sign(order.units) * size
  const market = { bid: broker.board.bid[k]!, ask: broker.board.ask[k]!, tsMs: nowMs }
  const fairPrice = units > 0 ? market.ask : market.bid
  const taken = takenAt(ex, k, fairPrice, size, units > 0, false)
  fill(ex, { order, units, ...taken, fairPrice, market, reason: order.reason })
}

/** A reply of named transactions with the ids that every reply carries. */
export const mutationReply = (
  context: AccountContext,
  status: number,
  transactions: readonly WireTransaction[],
  parts: Readonly<Record<string, WireTransaction | undefined>>,
  headers?: Readonly<Record<string, string>>,
): Reply => ({
  status,
  body: {
    ...Object.fromEntries(Object.entries(parts).filter(([, transaction]) => transaction !== undefined)),
    relatedTransactionIDs: transactions.map(({ id }) => id),
    lastTransactionID: context.account.lastTransactionID(),
  },
  ...(headers ? { headers } : {}),
})

/** The reply to a rejected request. */
export const rejectReply = (
  context: AccountContext,
  transactions: readonly WireTransaction[],
  parts: Readonly<Record<string, WireTransaction | undefined>>,
): Reply => {
  const reason = String(transactions.find(isReject)?.['rejectReason'])
  const { body } = mutationReply(context, 400, transactions, parts)
  return { status: rejectStatus(reason), body: { ...body, errorMessage: rejectText(reason), errorCode: reason } }
}

export const isReject = ({ type }: WireTransaction): boolean => type.endsWith('_REJECT')
export const createsOrder = ({ type }: WireTransaction): boolean => type.endsWith('_ORDER')
/** The fill or cancel of an order among the transactions. */
export const endOfOrder = (
  transactions: readonly WireTransaction[],
  type: 'ORDER_FILL' | 'ORDER_CANCEL',
  id: string | undefined,
): WireTransaction | undefined =>
  transactions.find((transaction) => transaction.type === type && transaction['orderID'] === id)
