/**
 * The FIFO rules of the US division. A trade with a take profit, a stop or a trailing stop has a size of its own in its instrument,
 * and of trades of equal size the oldest closes first.
 */
import { addUnits } from '../account.js'
import type { Exchange, NewOrder, Order, Trade } from '../types.js'

/** The rule that a fill of `reduce` and `open` signed units would break, or null. A margin closeout is the broker's own. */
export const fifoRefusal = (ex: Exchange, order: Order, reduce: number, open: number): string | null => {
  if (ex.config.division !== 'us' || order.createReason === 'MARGIN_CLOSEOUT') return null
  const { k, tradeId } = order
  const trades = ex.trades[k]!
  const single = tradeId === 0 ? null : (trades.find(({ id }) => id === tradeId) ?? null)
  if (single && trades.some((other) => other.id < single.id && isEqual(other, single.units))) return 'FIFO_VIOLATION'
  if (open !== 0) {
    const guarded = order.takeProfitOnFill || order.stopLossOnFill || order.trailingStopLossOnFill
    // What it reduces is closed before it opens.
    const clash = reduce === 0 && trades.some((other) => isEqual(other, open) && (guarded || isProtected(other)))
    return clash ? 'FIFO_VIOLATION_SAFEGUARD_VIOLATION' : null
  }
  return leavesEqual(ex, k, single, reduce) ? 'FIFO_VIOLATION_SAFEGUARD_PARTIAL_CLOSE_VIOLATION' : null
}

/** True if a bracket cannot be attached: another trade has the size of its trade. */
export const sharesSize = (ex: Exchange, { k }: NewOrder, trade: Trade): boolean =>
  ex.config.division === 'us' && ex.trades[k]!.some((other) => other !== trade && isEqual(other, trade.units))

/** True if the trade reduced in part would be as large as one that stays, and one of them is protected. */
const leavesEqual = (ex: Exchange, k: number, single: Trade | null, reduce: number): boolean => {
  const trades = ex.trades[k]!
  let left = reduce
  for (let n = 0; n < trades.length && left !== 0; n++) {
    const trade = trades[n]!
    if (single ? trade !== single : trade.units * left >= 0) continue
    const rest = addUnits(ex, k, trade.units, left)
    if (rest === 0 || rest * trade.units < 0) {
      left = single ? 0 : rest
      continue
    }
    const stays = (other: Trade, m: number) => other !== trade && (single !== null || m > n)
    return trades.some(
      (other, m) => stays(other, m) && isEqual(other, rest) && (isProtected(trade) || isProtected(other)),
    )
  }
  return false
}

const isEqual = (trade: Trade, units: number): boolean => Math.abs(trade.units) === Math.abs(units)
const isProtected = ({ take, stop, trailing }: Trade): boolean => take !== null || stop !== null || trailing !== null
