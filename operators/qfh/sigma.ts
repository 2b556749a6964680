/** Sample standard deviation of the log returns within the last 1,440 candles of each instrument. */
import { decodeState, encodeState } from '../../lib/codec.js'

/** Candles in the window; it holds at most one return fewer. */
const CANDLES = 1440
const RETURNS = CANDLES - 1
/** Candles required before there is a value. */
const LEAST = 128

/** Per instrument, a ring of returns (NaN = left out, across a gap) with running sums, recomputed at each turn of the ring. */
interface Saved {
  readonly returns: Float64Array
  readonly seen: Float64Array
  readonly close: Float64Array
  readonly sum: Float64Array
  readonly squares: Float64Array
  readonly kept: Float64Array
}
export interface Sigma extends Saved {
  /** Position of the next return in each ring; derived from `seen`, so not saved. */
  readonly slot: Int32Array
}

export const createSigma = (count: number, bytes?: Uint8Array): Sigma => {
  const saved: Saved = bytes
    ? decodeState<Saved>(bytes)
    : {
        returns: new Float64Array(count * RETURNS).fill(Number.NaN),
        seen: new Float64Array(count),
        close: new Float64Array(count),
        sum: new Float64Array(count),
        squares: new Float64Array(count),
        kept: new Float64Array(count),
      }
  return { ...saved, slot: Int32Array.from(saved.seen, (seen) => (seen > 0 ? (seen - 1) % RETURNS : 0)) }
}

export const sigmaState = ({ slot: _derived, ...saved }: Sigma): Uint8Array => encodeState(saved)

/** Adds a close and returns sigma per candle, not annualised; NaN below 128 candles or two returns. */
export const pushSigma = (sigma: Sigma, k: number, close: number, gap: boolean): number => {
  const seen = sigma.seen[k]!
  sigma.seen[k] = seen + 1
  const before = sigma.close[k]!
  sigma.close[k] = close
  if (seen > 0) {
    const slot = sigma.slot[k]!
    sigma.slot[k] = slot + 1 === RETURNS ? 0 : slot + 1
    const at = k * RETURNS + slot
    const leaving = sigma.returns[at]!
    const entering = gap ? Number.NaN : Math.log(close / before)
    sigma.returns[at] = entering
    if (slot === RETURNS - 1) recompute(sigma, k)
    else {
      if (leaving === leaving) move(sigma, k, leaving, -1)
      if (entering === entering) move(sigma, k, entering, 1)
    }
  }
  const n = sigma.kept[k]!
  if (seen + 1 < LEAST || n < 2) return Number.NaN
  const mean = sigma.sum[k]! / n
  return Math.sqrt(Math.max(0, (sigma.squares[k]! - n * mean * mean) / (n - 1)))
}

const move = (sigma: Sigma, k: number, value: number, sign: number): void => {
  sigma.sum[k] = sigma.sum[k]! + sign * value
  sigma.squares[k] = sigma.squares[k]! + sign * value * value
  sigma.kept[k] = sigma.kept[k]! + sign
}

/** Recomputes the sums once per turn of the ring, so that rounding never accumulates for longer. */
const recompute = (sigma: Sigma, k: number): void => {
  sigma.sum[k] = 0
  sigma.squares[k] = 0
  sigma.kept[k] = 0
  for (let j = 0; j < RETURNS; j++) {
    const value = sigma.returns[k * RETURNS + j]!
    if (value === value) move(sigma, k, value, 1)
  }
}
