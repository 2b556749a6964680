import { autocovariance } from '../sample/autocovariance.js'
import { moments } from '../sample/moments.js'

/**
 * Block length of the stationary bootstrap that minimises the error of the estimated variance of the mean: (2 G^2 / D n)^(1/3) with
 * D = 2 S^2, flat-top weights up to lag M (Politis and White 2004, corrected by Patton, Politis and White 2009). M is twice the first lag
 * after which five correlations (log10 n of them in long samples) lie inside +-2 sqrt(log10 n / n). Not raised to 1; Patton's upper bound
 * min(3 sqrt n, n/3) belongs to the method. NaN without variance or below 8 values.
 */
export const optimalBlockLength = (values: ArrayLike<number>): number => {
  const { n, mean } = moments(values)
  if (n < FEWEST) return Number.NaN
  const variance = autocovariance(values, mean, 0)
  if (variance === 0) return Number.NaN
  const run = Math.max(5, Math.floor(log10(n)))
  const lagMax = Math.min(Math.ceil(Math.sqrt(n)) + run, n - 1)
  const lastLag = lastNotableLag(values, mean, run, lagMax)
  const m = lastLag === null ? lagMax : Math.min(2 * Math.max(lastLag, 1), lagMax)
  let g = 0
  let longRun = variance
  for (let k = 1; k <= m; k++) {
    const weight = 2 * (k / m <= 0.5 ? 1 : 2 * (1 - k / m)) * autocovariance(values, mean, k)
    g += weight * k
    longRun += weight
  }
  return Math.min(cubeRoot(((g * g) / (longRun * longRun)) * n), Math.ceil(Math.min(3 * Math.sqrt(n), n / 3)))
}

const FEWEST = 8

/** The lag after which `run` correlations in a row mean nothing; null if there is none up to `lagMax`. */
const lastNotableLag = (values: ArrayLike<number>, mean: number, run: number, lagMax: number): number | null => {
  const n = values.length
  const bound = 2 * Math.sqrt(log10(n) / n)
  let quiet = 0
  for (let lag = 0; lag < lagMax; lag++) {
    quiet = Math.abs(edgeCorrelation(values, mean, lag)) < bound ? quiet + 1 : 0
    if (quiet === run) return lag + 1 - run
  }
  return null
}

/** Correlation at a lag, divided by the squares of those values that have one more partner, as in Patton's program and in arch. */
const edgeCorrelation = (values: ArrayLike<number>, mean: number, lag: number): number => {
  const n = values.length
  let [late, early] = [0, 0]
  for (let t = 0; t < n - lag - 1; t++) {
    const x = values[t]! - mean
    const y = values[t + lag + 1]! - mean
    early += x * x
    late += y * y
  }
  return (autocovariance(values, mean, lag) * n) / Math.sqrt(early * late)
}

const log10 = (x: number): number => Math.log(x) / Math.LN10
const cubeRoot = (x: number): number => (x > 0 ? Math.exp(Math.log(x) / 3) : 0)
