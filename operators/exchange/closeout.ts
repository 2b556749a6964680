/** Margin call and margin closeout. */
import { REASON } from '../../model/codes.js'
import { fill } from './fill.js'
import type { AccountMark } from './marks.js'
import { accept } from './orders.js'
import { takenAt } from './terms/taken-price.js'
import { beginBatch, NO_FIELDS, record } from './transactions.js'
import type { Exchange, Trade } from './types.js'

/**
 * Enters or leaves a margin call. From closeout percent 1 it closes, oldest first, every trade that has a price now
 * (`tradeable[from + k]`); the others follow when they have one. Returns true if anything was closed, so that the account must be
 * marked again.
 */
export const watchMargin = (
  ex: Exchange,
  mark: AccountMark,
  tsMs: number,
  tradeable: Uint8Array,
  from: number,
): boolean => {
  const called = !Number.isNaN(ex.marginCallTsMs)
  if (mark.closeoutPercent >= 0.5 !== called) {
    beginBatch(ex, tsMs)
    record(ex, tsMs, called ? 'MARGIN_CALL_EXIT' : 'MARGIN_CALL_ENTER', NO_FIELDS)
    ex.marginCallTsMs = called ? Number.NaN : tsMs
  }
  if (!(mark.closeoutPercent >= 1)) return false
  const before = ex.lastTransactionId
  for (let k = 0; k < ex.trades.length; k++) {
    if (tradeable[from + k] === 0) continue
    for (const trade of ex.trades[k]!.slice()) closeAtMarket(ex, trade, tsMs)
  }
  return ex.lastTransactionId !== before
}

const closeAtMarket = (ex: Exchange, trade: Trade, tsMs: number): void => {
  const { k } = trade
  const units = -trade.units
  const market = { bid: ex.bid[k]!, ask: ex.ask[k]!, tsMs }
  const fairPrice = units > 0 ? market.ask : market.bid
  beginBatch(ex, tsMs)
  const request = { type: 'MARKET', k, units, positionFill: 'REDUCE_ONLY', tradeId: trade.id } as const
  const order = accept(ex, { ...request, decisionTsMs: tsMs, reason: REASON.closeout }, tsMs, 'MARGIN_CLOSEOUT')
  fill(ex, {
    order,
    units,
    ...takenAt(ex, k, fairPrice, Math.abs(units), units > 0, false),
    fairPrice,
    market,
    reason: REASON.closeout,
  })
}
