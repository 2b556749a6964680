/** The protection that an order brings for the trade it opens. */
import { REASON } from '../../../model/codes.js'
import { onGrid } from '../../grid.js'
import { accept } from '../orders.js'
import { protectionPrice } from '../refusal.js'
import type { Exchange, NewOrder, OnFill, Order, Trade } from '../types.js'

export const protect = (ex: Exchange, trade: Trade, order: Order, tsMs: number): void => {
  const { takeProfitOnFill, stopLossOnFill, trailingStopLossOnFill } = order
  const { k } = trade
  const side = Math.sign(trade.units)
  if (takeProfitOnFill) {
    const price = protectionPrice(ex, k, takeProfitOnFill, trade.price, side)
    accept(ex, bracket('TAKE_PROFIT', trade, takeProfitOnFill, price, undefined), tsMs, 'ON_FILL')
  }
  if (stopLossOnFill) {
    const price = protectionPrice(ex, k, stopLossOnFill, trade.price, -side)
    accept(ex, bracket('STOP_LOSS', trade, stopLossOnFill, price, undefined), tsMs, 'ON_FILL')
  }
  const distance = trailingStopLossOnFill?.distance
  if (!trailingStopLossOnFill || distance === undefined) return
  const request = bracket('TRAILING_STOP_LOSS', trade, trailingStopLossOnFill, undefined, distance)
  // On fill, the distance is measured from the fill price rather than from the market.
  accept(ex, request, tsMs, 'ON_FILL').trail = onGrid(trade.price - side * distance, ex.priceScale[k]!)
}

const bracket = (
  type: 'TAKE_PROFIT' | 'STOP_LOSS' | 'TRAILING_STOP_LOSS',
  trade: Trade,
  { timeInForce, gtdTsMs, gtdTime, clientExtensions }: OnFill,
  price: number | undefined,
  distance: number | undefined,
): NewOrder => ({
  type,
  k: trade.k,
  units: 0,
  price,
  distance,
  timeInForce,
  gtdTsMs,
  gtdTime,
  tradeId: trade.id,
  clientExtensions,
  reason: type === 'TAKE_PROFIT' ? REASON.take : REASON.stop,
})
