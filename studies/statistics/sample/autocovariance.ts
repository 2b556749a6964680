/** Sum of (x_t - mean)(x_{t-lag} - mean) / n: divided by n, not by n - lag, so that the sums of Newey-West stay positive. */
export const autocovariance = (values: ArrayLike<number>, mean: number, lag: number): number => {
  let sum = 0
  for (let t = lag; t < values.length; t++) sum += (values[t]! - mean) * (values[t - lag]! - mean)
  return sum / values.length
}
