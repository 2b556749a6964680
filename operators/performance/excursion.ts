/** How far the market moved against a trade and for it, at the side on which it would close. */
import { REASON } from '../../model/codes.js'
import type { RoundTrip } from './round-trip.js'

/** Extremes of one candle on both sides. */
export interface Range {
  readonly bh: Float64Array
  readonly bl: Float64Array
  readonly ah: Float64Array
  readonly al: Float64Array
}

/** Extends the excursions by a price; NaN changes nothing. */
const trackPrice = (trip: RoundTrip, price: number): void => {
  const side = trip.units > 0 ? 1 : -1
  if ((price - trip.worstPrice) * side < 0) trip.worstPrice = price
  if ((price - trip.bestPrice) * side > 0) trip.bestPrice = price
}
const trackWorst = (trip: RoundTrip, { bl, ah }: Range, i: number): void =>
  trackPrice(trip, trip.units > 0 ? bl[i]! : ah[i]!)
const trackBest = (trip: RoundTrip, { bh, al }: Range, i: number): void =>
  trackPrice(trip, trip.units > 0 ? bh[i]! : al[i]!)

/** The trade was open for the whole candle of row i. */
export const trackCandle = (trip: RoundTrip, range: Range, i: number): void => {
  trackWorst(trip, range, i)
  trackBest(trip, range, i)
}

/**
 * The trade closed within the candle. Prices beyond the exit do not count, and of those before it the worse are assumed: a take
 * profit saw the candle's worst price first, a stop did not see its best. A closeout happens at the end, so it saw the whole
 * candle.
 */
export const trackExit = (trip: RoundTrip, range: Range, i: number, price: number, reason: number): void => {
  trackPrice(trip, price)
  if (reason === REASON.take || reason === REASON.closeout) trackWorst(trip, range, i)
  if (reason === REASON.closeout) trackBest(trip, range, i)
}

/** Maximum adverse and favourable excursion, bps of the entry price, both >= 0. */
export const adverseBps = (trip: RoundTrip): number =>
  (Math.abs(trip.worstPrice - trip.entryPrice) / trip.entryPrice) * 1e4
export const favourableBps = (trip: RoundTrip): number =>
  (Math.abs(trip.bestPrice - trip.entryPrice) / trip.entryPrice) * 1e4
