import { normalUpperTail } from '../distributions/normal.js'
import { autocovariance } from './autocovariance.js'
import { moments } from './moments.js'

interface NeweyWest {
  readonly lags: number
  /** Of the mean. */
  readonly standardError: number
  readonly t: number
  /** P(Z >= t), upper tail of the normal distribution. */
  readonly pOneSided: number
}

/**
 * Test of a mean that allows for autocorrelation (Newey and West 1987): variance of the mean = (g_0 + 2 sum (1 - j / (lags + 1)) g_j) / n
 * with Bartlett weights and autocovariances / n, no small-sample correction; lags = floor(4 (n / 100)^(2/9)) by default.
 * t is NaN without variance.
 */
export const neweyWest = (values: ArrayLike<number>, lags = neweyWestLags(values.length)): NeweyWest => {
  const { n, mean } = moments(values)
  let variance = autocovariance(values, mean, 0)
  for (let j = 1; j <= lags; j++) variance += 2 * (1 - j / (lags + 1)) * autocovariance(values, mean, j)
  const standardError = Math.sqrt(variance / n)
  const t = standardError > 0 ? mean / standardError : Number.NaN
  return { lags, standardError, t, pOneSided: normalUpperTail(t) }
}

/** At n = 51,200 the root is a whole number, which rounding must not miss. */
const ROUNDING = 1e-9

const neweyWestLags = (n: number): number =>
  n < 2 ? 0 : Math.min(n - 1, Math.floor(4 * Math.exp((2 / 9) * Math.log(n / 100)) + ROUNDING))
