/** The entry that the shadow has decided on, until a candle fills it. */
import { floorUnits, priceBoundOf } from '../grid.js'
import { type ProtectionRule, type StopMarket, stopDistanceOf, takeDistanceOf } from './protection.js'
import type { UnitPositions } from './unit-position.js'

export interface EntryTerms {
  readonly pip: Float64Array
  /** Home currency. */
  readonly notional: number
  readonly unitScale: Float64Array
  readonly protection: ProtectionRule
  /** Price bound of the fill, spreads from the quote. */
  readonly boundSpreads: number
  /** Reused throughout. */
  readonly market: StopMarket
}
interface EntryInput {
  readonly quote: { readonly bid: Float64Array; readonly ask: Float64Array; readonly homeRate: Float64Array }
  readonly dir: { readonly atr: Float64Array; readonly rangeMedian: Float64Array }
}

/** Queues the entry of instrument k (row i) for the next candle, with the terms of this slice; none where no stop is possible. */
export const queueEntry = (
  p: UnitPositions,
  { pip, notional, unitScale, protection, boundSpreads, market }: EntryTerms,
  { quote, dir }: EntryInput,
  i: number,
  k: number,
  side: number,
  tsMs: number,
): void => {
  const bid = quote.bid[i]!
  const ask = quote.ask[i]!
  market.bid = bid
  market.ask = ask
  market.pip = pip[k]!
  market.atr = dir.atr[i]!
  market.rangeMedian = dir.rangeMedian[i]!
  const stopDistance = stopDistanceOf(protection, market)
  if (!(stopDistance > 0)) return
  p.orderSide[k] = side
  p.orderTsMs[k] = tsMs
  const home = ((bid + ask) / 2) * quote.homeRate[i]!
  p.orderUnits[k] = home > 0 ? floorUnits(notional / home, unitScale[k]!) : Number.NaN
  p.priceBound[k] = priceBoundOf(bid, ask, side > 0, boundSpreads, p.terms.priceScale[k]!)
  p.stopDistance[k] = protection.stopLoss ? stopDistance : Number.NaN
  p.takeDistance[k] = protection.takeProfit ? takeDistanceOf(protection, stopDistance, market) : Number.NaN
}
