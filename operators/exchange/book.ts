/** The order book and the open trades: pending orders by instrument, brackets on their trades, both in order of id. */
import type { Exchange, Order, OrderType, Trade } from './types.js'

/** True for orders attached to a trade. */
export const isBracket = (type: OrderType): boolean =>
  type === 'STOP_LOSS' || type === 'TAKE_PROFIT' || type === 'TRAILING_STOP_LOSS'

export const tradeById = (ex: Exchange, k: number, id: number): Trade | null => {
  for (const trade of ex.trades[k] ?? []) if (trade.id === id) return trade
  return null
}

/** The open trade of any instrument, or null. */
export const findTrade = (ex: Exchange, id: number): Trade | null => {
  for (let k = 0; k < ex.trades.length; k++) {
    const trade = tradeById(ex, k, id)
    if (trade) return trade
  }
  return null
}

/** The pending order or bracket of any instrument, or null. */
export const findOrder = (ex: Exchange, id: number): Order | null => {
  for (let k = 0; k < ex.orders.length; k++) {
    for (const order of ex.orders[k]!) if (order.id === id) return order
    for (const { take, stop, trailing } of ex.trades[k]!)
      for (const order of [take, stop, trailing]) if (order?.id === id) return order
  }
  return null
}

/** Adds an order to the book, or to its trade. */
export const place = (ex: Exchange, order: Order): void => {
  const trade = isBracket(order.type) ? tradeById(ex, order.k, order.tradeId) : null
  if (!trade) ex.orders[order.k]!.push(order)
  else if (order.type === 'STOP_LOSS') trade.stop = order
  else if (order.type === 'TAKE_PROFIT') trade.take = order
  else trade.trailing = order
}

/** Removes entry n; the others keep their order. */
export const removeAt = (list: unknown[], n: number): void => {
  for (let m = n + 1; m < list.length; m++) list[m - 1] = list[m]
  list.pop()
}

/** Removes an order from the book, or from its trade. */
export const remove = (ex: Exchange, order: Order): void => {
  if (!isBracket(order.type)) {
    const list = ex.orders[order.k]!
    const at = list.indexOf(order)
    if (at >= 0) removeAt(list, at)
    return
  }
  const trade = tradeById(ex, order.k, order.tradeId)
  if (trade?.stop === order) trade.stop = null
  if (trade?.take === order) trade.take = null
  if (trade?.trailing === order) trade.trailing = null
}
