/** Reasons to refuse a fill at the moment of execution; the order is cancelled with the reason. */
import { onGrid } from '../grid.js'
import { addUnits } from './account.js'
import { freeMargin, marginFor, midRate, sideUnits } from './marks.js'
import { clientIdReason } from './order-checks.js'
import { ratePerUnit } from './parts/charge.js'
import { fifoRefusal } from './parts/fifo.js'
import { depthUnits } from './terms/depth.js'
import type { Exchange, FillTerms, OnFill, Order } from './types.js'

/** Null if `reduce` and `open` signed units may fill. */
export const refusal = (ex: Exchange, terms: FillTerms, reduce: number, open: number): string | null => {
  const { order, price, units, worst } = terms
  if (reduce === 0 && open === 0) return 'POSITION_CLOSEOUT_FAILED'
  if (units > 0 ? worst > order.priceBound : worst < order.priceBound) return 'BOUNDS_VIOLATION'
  const unfair = fifoRefusal(ex, order, reduce, open)
  if (unfair || open === 0) return unfair
  const { k } = order
  // Opening against the position would hedge, which a netting account cannot.
  if (!ex.config.hedging && reduce === 0 && ex.units[k]! * open < 0) return 'FIFO_VIOLATION_SAFEGUARD_VIOLATION'
  // Without a rate to the home currency neither margin nor profit is known.
  if (!(midRate(ex, k) > 0)) return 'MARKET_HALTED'
  if (ex.commission && !(ratePerUnit(ex, ex.commission, k) >= 0)) return 'MARKET_HALTED'
  return (
    protectionRefusal(ex, order, price, Math.sign(open)) ??
    sizeRefusal(ex, order, open) ??
    (hasRoom(ex, k, reduce, open) ? null : 'INSUFFICIENT_MARGIN') ??
    (Math.abs(units) > depthUnits(terms.order.type === 'LIMIT' ? null : ex.depth) ? 'INSUFFICIENT_LIQUIDITY' : null)
  )
}

const protectionRefusal = (ex: Exchange, order: Order, price: number, side: number): string | null => {
  const { k, stopLossOnFill, takeProfitOnFill, tradeClientExtensions } = order
  if (stopLossOnFill && side * (price - protectionPrice(ex, k, stopLossOnFill, price, -side)) <= 0)
    return 'STOP_LOSS_ON_FILL_LOSS'
  if (takeProfitOnFill && side * (protectionPrice(ex, k, takeProfitOnFill, price, side) - price) <= 0)
    return 'TAKE_PROFIT_ON_FILL_LOSS'
  return clientIdReason(ex, undefined, tradeClientExtensions?.id, null)
}

/**
 * Limits each side on its own: the sides of a hedging account do not offset. On a netting account, opening units have already
 * reduced the other side to zero.
 */
const sizeRefusal = (ex: Exchange, { k }: Order, open: number): string | null => {
  const { maximumPositionSize } = ex.instruments[k]!
  return maximumPositionSize > 0 &&
    addUnits(ex, k, sideUnits(ex, k, Math.sign(open)), Math.abs(open)) > maximumPositionSize
    ? 'POSITION_SIZE_EXCEEDED'
    : null
}

/** The additional margin must be free; a fill that adds none always has room. */
const hasRoom = (ex: Exchange, k: number, reduce: number, open: number): boolean => {
  const long = sideUnits(ex, k, 1)
  const short = sideUnits(ex, k, -1)
  const before = long === 0 && short === 0 ? 0 : marginFor(ex, k, long, short)
  const after = open > 0 ? marginFor(ex, k, long + open, short - reduce) : marginFor(ex, k, long + reduce, short - open)
  return after <= before || after - before <= freeMargin(ex)
}

/** Price of protection: as given, or a distance from the fill towards `side`, on the price grid. */
export const protectionPrice = (ex: Exchange, k: number, on: OnFill, price: number, side: number): number =>
  on.price ?? onGrid(price + side * (on.distance ?? Number.NaN), ex.priceScale[k]!)
