/** Orders as v20 shows them. */
import { findOrder } from '../../../operators/exchange/book.js'
import type { Exchange } from '../../../operators/exchange/types.js'
import type { AccountBook } from '../account/account-book.js'
import type { OrderHistory } from '../account/history.js'

/** Newest first. */
export const pendingOrders = ({ ex, history }: AccountBook): OrderHistory[] =>
  [
    ...ex.orders.flat(),
    ...ex.trades.flat().flatMap(({ take, stop, trailing }) => [take, stop, trailing].filter((order) => order !== null)),
  ]
    .map(({ id }) => history.orders.get(String(id)) as OrderHistory)
    .sort((a, b) => Number(b.id) - Number(a.id))

/** Fields of the create transaction that do not belong to the order. */
const OF_TRANSACTION = new Set([
  ...['id', 'accountID', 'userID', 'batchID', 'requestID', 'time', 'type', 'reason'],
  'orderFillTransactionID',
])

export const wireOrder = ({ ex }: AccountBook, record: OrderHistory): Readonly<Record<string, unknown>> => {
  const { create, id, state, clientExtensions, tradeClientExtensions, end } = record
  const own = Object.fromEntries(Object.entries(create).filter(([name]) => !OF_TRANSACTION.has(name)))
  const trail = create.type === 'TRAILING_STOP_LOSS_ORDER' && state === 'PENDING' ? trailOf(ex, id) : {}
  return {
    id,
    createTime: create.time,
    type: create.type.replace(/_ORDER$/, ''),
    ...own,
    state,
    ...(clientExtensions ? { clientExtensions } : {}),
    ...(tradeClientExtensions ? { tradeClientExtensions } : {}),
    ...trail,
    ...end,
  }
}

/** Current price of the trailing stop. */
export const trailOf = (ex: Exchange, id: string): object => {
  const order = findOrder(ex, Number(id))
  return order && !Number.isNaN(order.trail)
    ? { trailingStopValue: order.trail.toFixed(ex.instruments[order.k]!.displayPrecision) }
    : {}
}
