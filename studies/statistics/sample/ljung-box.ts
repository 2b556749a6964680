import { chiSquareUpperTail } from '../distributions/chi-square-upper-tail.js'
import { autocorrelation } from './autocorrelation.js'

/**
 * p-value of Ljung and Box (1978): Q = n (n + 2) sum over k of rho_k^2 / (n - k) against chi-square with `lags` degrees. No correction for
 * fitted parameters. NaN without variance or with no more values than lags.
 */
export const ljungBox = (values: ArrayLike<number>, lags = 10): number => {
  const n = values.length
  if (n <= lags) return Number.NaN
  let sum = 0
  for (let k = 1; k <= lags; k++) {
    const rho = autocorrelation(values, k)
    sum += (rho * rho) / (n - k)
  }
  return chiSquareUpperTail(n * (n + 2) * sum, lags)
}
