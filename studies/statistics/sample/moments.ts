/** What most formulas need of a sample. */
export interface Moments {
  readonly n: number
  readonly mean: number
  /** Square root of the sum of squares / (n - 1). */
  readonly sd: number
  /** m3 / m2^1.5 and m4 / m2^2 with moments / n: biased, and the normal distribution has kurtosis 3 (Pearson). */
  readonly skewness: number
  readonly kurtosis: number
}

/** NaN where undefined: the mean of nothing, sd below two values, skewness and kurtosis without variance. */
export const moments = (values: ArrayLike<number>): Moments => {
  const n = values.length
  // Measured from the first value, so that equal values have no variance at all.
  const origin = n > 0 ? values[0]! : Number.NaN
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]! - origin
  const shift = sum / n
  let [squares, cubes, fourths] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const d = values[i]! - origin - shift
    squares += d * d
    cubes += d * d * d
    fourths += d * d * d * d
  }
  const m2 = squares / n
  return {
    n,
    mean: origin + shift,
    sd: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)),
    skewness: cubes / n / (m2 * Math.sqrt(m2)),
    kurtosis: fourths / n / (m2 * m2),
  }
}
