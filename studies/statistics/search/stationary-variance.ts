import { moments } from '../sample/moments.js'

/** Weights below it change no digit. */
const NEGLIGIBLE = 1e-18

/**
 * Variance of sqrt(n) x mean under the stationary bootstrap with mean block length b (Politis and Romano 1994): g_0 + 2 sum over i of
 * ((n - i)/n (1 - 1/b)^i + i/n (1 - 1/b)^(n - i)) g_i with autocovariances / n. Summed here over circular lags, where the two terms are
 * one. Not floored.
 */
export const stationaryVariance = (values: ArrayLike<number>, block: number): number => {
  const { n, mean } = moments(values)
  const deviations = Float64Array.from(values, (value) => value - mean)
  const kept = 1 - 1 / Math.max(1, block)
  let variance = circularCovariance(deviations, 0)
  let weight = kept
  for (let lag = 1; lag < n && weight > NEGLIGIBLE; lag++) {
    variance += 2 * (1 - lag / n) * weight * circularCovariance(deviations, lag)
    weight *= kept
  }
  return variance
}

const circularCovariance = (deviations: Float64Array, lag: number): number => {
  const n = deviations.length
  let sum = 0
  for (let t = lag; t < n; t++) sum += deviations[t]! * deviations[t - lag]!
  if (lag > 0) for (let t = 0; t < lag; t++) sum += deviations[t]! * deviations[n + t - lag]!
  return sum / n
}
