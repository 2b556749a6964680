/** Turns the graph's order columns into orders at the exchange. */
import type { Columns } from '../../graph/engine/define/schema.js'
import type { schemas } from '../../model/columns.js'
import { onGrid, roundAgainst } from '../grid.js'
import { submitOrder } from './orders.js'
import { closeTrade } from './requests.js'
import type { Exchange, OnFill, NewOrder } from './types.js'

type OrderColumns = Columns<typeof schemas.order>

/**
 * Submits row i: the close leg as one order per trade, oldest first, then the increase. Returns the reject reason of the
 * increase, or null.
 */
export const submitOrderRow = (
  ex: Exchange,
  order: OrderColumns,
  i: number,
  k: number,
  decisionTsMs: number,
): string | null => {
  let left = order.closeAll[i] !== 0 ? -ex.units[k]! : order.closeUnits[i]!
  const reason = order.closeReason[i]!
  for (const trade of ex.trades[k]!) {
    if (left === 0 || left > 0 === trade.units > 0) break
    const size = Math.min(Math.abs(left), Math.abs(trade.units))
    if (isClosing(ex, k, trade.id, size)) continue
    closeTrade(ex, trade.id, size, decisionTsMs, { decisionTsMs, reason })
    left -= Math.sign(left) * size
  }
  if (order.approvedUnits[i] === 0) return null
  const taken = submitOrder(ex, increase(ex, order, i, k, decisionTsMs), decisionTsMs)
  return typeof taken === 'string' ? taken : null
}

/** A full close may be ordered again while the first is still waiting for a price; it must not be sent twice. */
const isClosing = (ex: Exchange, k: number, tradeId: number, size: number): boolean => {
  for (const order of ex.orders[k]!) if (order.tradeId === tradeId && Math.abs(order.units) >= size) return true
  return false
}

const increase = (ex: Exchange, order: OrderColumns, i: number, k: number, decisionTsMs: number): NewOrder => {
  const units = order.approvedUnits[i]!
  const bound = order.priceBound[i]!
  return {
    type: 'MARKET',
    k,
    units,
    // Round outward, so that a bound off the grid by the last bit of a float is not refused.
    priceBound: Number.isNaN(bound) ? undefined : roundAgainst(bound, ex.priceScale[k]!, units > 0),
    stopLossOnFill: protection(ex, k, order.stopPrice[i]!, order.stopDistance[i]!),
    takeProfitOnFill: protection(ex, k, order.takePrice[i]!, order.takeDistance[i]!),
    decisionTsMs,
    reason: order.increaseReason[i]!,
  }
}

const protection = (ex: Exchange, k: number, price: number, distance: number): OnFill | undefined => {
  if (!Number.isNaN(price)) return { price: onGrid(price, ex.priceScale[k]!), distance: undefined }
  return Number.isNaN(distance) ? undefined : { price: undefined, distance: onGrid(distance, ex.priceScale[k]!) }
}
