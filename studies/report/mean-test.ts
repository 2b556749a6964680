/** Is the mean of a sample further above zero than chance explains? A plain t-test. */

export interface MeanTest {
  readonly n: number
  /** NaN without values. */
  readonly mean: number
  /** Sample standard deviation and t = mean / (sd / sqrt(n)); NaN below two values, t also if all are 0. */
  readonly sd: number
  readonly t: number
}

/** NaN values are ignored. */
export const meanTest = (values: readonly number[]): MeanTest => {
  const known = values.filter((value) => !Number.isNaN(value))
  const n = known.length
  const mean = known.reduce((sum, value) => sum + value, 0) / n
  const squares = known.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  const sd = n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1))
  return { n, mean, sd, t: mean / (sd / Math.sqrt(n)) }
}
