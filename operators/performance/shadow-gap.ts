/** Shadow against account, per trade and instrument: shows when execution, sizes or refusals cost an edge. */
import { REASON } from '../../model/codes.js'
import { netOf, type RoundTrip } from './round-trip.js'

/** Count, mean and sum of squared deviations of a growing sample, by instrument. */
export interface Sample {
  readonly count: Int32Array
  readonly mean: Float64Array
  readonly squares: Float64Array
}
export interface ShadowGap {
  readonly shadow: Sample
  readonly real: Sample
  /** The open position: net and entry notional of its closed trades, and 1 if the pulse trader made it. */
  readonly net: Float64Array
  readonly notional: Float64Array
  readonly pulse: Uint8Array
}
export interface GapColumns {
  readonly shadowTrades: Int32Array
  readonly realTrades: Int32Array
  readonly shadowMinusRealBps: Float64Array
  readonly shadowMinusRealSd: Float64Array
}

/** Rows of one slice. */
export const createGapRows = (count: number): GapColumns => ({
  shadowTrades: new Int32Array(count),
  realTrades: new Int32Array(count),
  shadowMinusRealBps: new Float64Array(count),
  shadowMinusRealSd: new Float64Array(count),
})

const createSample = (count: number): Sample => ({
  count: new Int32Array(count),
  mean: new Float64Array(count),
  squares: new Float64Array(count),
})
export const createShadowGap = (count: number): ShadowGap => ({
  shadow: createSample(count),
  real: createSample(count),
  net: new Float64Array(count),
  notional: new Float64Array(count),
  pulse: new Uint8Array(count),
})

/** Adds the result of a closed shadow trade; an unknown one (NaN) does not count. */
export const addShadowResult = (gap: ShadowGap, k: number, tradeBps: number): void => {
  if (tradeBps === tradeBps) addToSample(gap.shadow, k, tradeBps)
}

/** True if instrument k has closed trades whose position has not ended. */
export const awaitsEnd = (gap: ShadowGap, k: number): boolean => gap.notional[k] !== 0

/** Adds a closed trade of the account to its position: without what its size cost, which a shadow of another size does not pay. */
export const addTrip = (gap: ShadowGap, trip: RoundTrip): void => {
  const { k } = trip
  gap.net[k] = gap.net[k]! + netOf(trip) + (trip.depthCost + trip.minimumCost)
  gap.notional[k] = gap.notional[k]! + trip.entryNotional
  if (trip.entryReason === REASON.pulse) gap.pulse[k] = 1
}

/**
 * Ends the position of instrument k: nothing is left at the end of the slice. A shadow trade is a position from flat to flat, so
 * all steps of a ramp count as one result, including an add that filled in the candle whose stop closed the rest. The pulse
 * trader has no shadow.
 */
export const endPosition = (gap: ShadowGap, k: number): void => {
  const bps = (gap.net[k]! / gap.notional[k]!) * 1e4
  if (gap.pulse[k] === 0 && bps === bps) addToSample(gap.real, k, bps)
  gap.net[k] = 0
  gap.notional[k] = 0
  gap.pulse[k] = 0
}

/** Writes row k of `rows`, which is as wide as a slice. */
export const writeGap = ({ shadow, real }: ShadowGap, rows: GapColumns, k: number): void => {
  const shadows = shadow.count[k]!
  const reals = real.count[k]!
  rows.shadowTrades[k] = shadows
  rows.realTrades[k] = reals
  rows.shadowMinusRealBps[k] = shadows > 0 && reals > 0 ? shadow.mean[k]! - real.mean[k]! : Number.NaN
  rows.shadowMinusRealSd[k] =
    shadows > 1 && reals > 1 ? Math.sqrt(meanVariance(shadow, k) + meanVariance(real, k)) : Number.NaN
}

const addToSample = (sample: Sample, k: number, value: number): void => {
  const count = sample.count[k]! + 1
  const off = value - sample.mean[k]!
  sample.count[k] = count
  sample.mean[k] = sample.mean[k]! + off / count
  sample.squares[k] = sample.squares[k]! + off * (value - sample.mean[k]!)
}

/** Variance of the sample's mean. */
const meanVariance = ({ count, squares }: Sample, k: number): number => squares[k]! / (count[k]! - 1) / count[k]!
