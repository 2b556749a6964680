import { normalCdf, normalQuantile } from '../distributions/normal.js'
import { quantile } from '../sample/quantile.js'

type Interval = readonly [low: number, high: number]

export interface BootstrapIntervals {
  /** Quantiles of the replicates. */
  readonly percentile: Interval
  /** Twice the estimate minus the opposite quantile. */
  readonly basic: Interval
  /** Estimate +- z x standard deviation (ddof 0) of the replicates. */
  readonly norm: Interval
  /** Percentiles corrected for the median's bias, without acceleration (Efron 1981). */
  readonly bc: Interval
}

/** Two-sided intervals from replicates of an estimate; linear quantiles. */
export const bootstrapIntervals = (
  estimate: number,
  replicates: ArrayLike<number>,
  confidence = 0.95,
): BootstrapIntervals => {
  const sorted = Float64Array.from(replicates).sort()
  const tail = (1 - confidence) / 2
  const [low, high] = [quantile(sorted, tail), quantile(sorted, 1 - tail)]
  const z = -normalQuantile(tail)
  const reach = z * standardDeviation(sorted)
  const bias = normalQuantile(shareBelow(sorted, estimate))
  return {
    percentile: [low, high],
    basic: [2 * estimate - high, 2 * estimate - low],
    norm: [estimate - reach, estimate + reach],
    bc: [quantile(sorted, normalCdf(2 * bias - z)), quantile(sorted, normalCdf(2 * bias + z))],
  }
}

const standardDeviation = (values: Float64Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length)
}

const shareBelow = (values: Float64Array, bound: number): number =>
  values.filter((value) => value < bound).length / values.length
