import { autocovariance } from './autocovariance.js'
import { moments } from './moments.js'

/** Autocovariance at a lag / variance, both divided by n (the full sum of squares). NaN without variance. */
export const autocorrelation = (values: ArrayLike<number>, lag: number): number => {
  const { n, mean } = moments(values)
  return n <= lag ? Number.NaN : autocovariance(values, mean, lag) / autocovariance(values, mean, 0)
}
