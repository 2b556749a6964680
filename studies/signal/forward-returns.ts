import { MINUTE_MS } from '../../lib/time-units.js'

/** A price that old still stands for the horizon. */
const STALE_MS = 5 * MINUTE_MS

/**
 * Return in bps from each row to the last row at most `minutes` later; NaN where that row is itself, or more than five minutes before the
 * horizon: across a weekend nothing is known. `tsMs` ascends.
 */
export const forwardReturns = (tsMs: Float64Array, close: Float64Array, minutes: number): Float64Array => {
  const forward = new Float64Array(tsMs.length)
  let last = 0
  for (let i = 0; i < tsMs.length; i++) {
    const horizonMs = tsMs[i]! + minutes * MINUTE_MS
    while (last + 1 < tsMs.length && tsMs[last + 1]! <= horizonMs) last++
    const known = last > i && horizonMs - tsMs[last]! <= STALE_MS
    forward[i] = known ? (close[last]! / close[i]! - 1) * 1e4 : Number.NaN
  }
  return forward
}
