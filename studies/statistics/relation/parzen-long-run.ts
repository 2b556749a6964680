type Matrix = readonly (readonly number[])[]

/**
 * Long-run covariance of vectors with mean 0: Parzen kernel, bandwidth 2.6614 (alpha T)^(1/5) with Andrews' AR(1) estimate of alpha
 * (Andrews 1991, (6.4)), times T / (T - p). `vectors` are T rows of p values.
 */
export const parzenLongRun = (vectors: Matrix): Matrix => {
  const rows = vectors.length
  const width = vectors[0]?.length ?? 0
  const bandwidth = 2.6614 * Math.exp(0.2 * Math.log(andrewsAlpha(vectors) * rows))
  const sum = crossCovariance(vectors, 0).map((row) => [...row])
  for (let lag = 1; lag < bandwidth && lag < rows; lag++) {
    const weight = parzen(lag / bandwidth)
    const own = crossCovariance(vectors, lag)
    for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) sum[i]![j]! += weight * (own[i]![j]! + own[j]![i]!)
  }
  return sum.map((row) => row.map((value) => (value * rows) / (rows - width)))
}

/** Sum of v_t v'_{t-lag} / T. */
const crossCovariance = (vectors: Matrix, lag: number): Matrix => {
  const rows = vectors.length
  const width = vectors[0]?.length ?? 0
  return Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) => {
      let sum = 0
      for (let t = lag; t < rows; t++) sum += vectors[t]![i]! * vectors[t - lag]![j]!
      return sum / rows
    }),
  )
}

const parzen = (x: number): number =>
  x < 0.5 ? 1 - 6 * x * x + 6 * x * x * x : x < 1 ? 2 * (1 - x) * (1 - x) * (1 - x) : 0

const andrewsAlpha = (vectors: Matrix): number => {
  let [numerator, denominator] = [0, 0]
  for (let i = 0; i < (vectors[0]?.length ?? 0); i++) {
    const { rho, variance } = autoregression(vectors.map((row) => row[i]!))
    const root = (1 - rho) * (1 - rho)
    const weight = (variance * variance) / (root * root)
    numerator += (4 * rho * rho * weight) / (root * root)
    denominator += weight
  }
  return numerator / denominator
}

/** x_t on a constant and x_{t-1} by least squares, with the mean square of the residuals. */
const autoregression = (x: readonly number[]): { readonly rho: number; readonly variance: number } => {
  const n = x.length - 1
  let [before, after] = [0, 0]
  for (let t = 1; t <= n; t++) {
    before += x[t - 1]! / n
    after += x[t]! / n
  }
  let [xx, xy, yy] = [0, 0, 0]
  for (let t = 1; t <= n; t++) {
    const [dx, dy] = [x[t - 1]! - before, x[t]! - after]
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
  }
  const rho = xy / xx
  return { rho, variance: (yy - rho * xy) / n }
}
