import { type ResamplePlan, stationaryResamples } from './stationary-resamples.js'

/**
 * The means of several columns in each resample, all columns by the same rows. A block costs two look-ups a column in running sums,
 * whatever its length. `columns` have equal length n >= 1; `use` reads `means` before the next resample overwrites them.
 */
export const resampledMeans = (
  columns: readonly ArrayLike<number>[],
  plan: ResamplePlan,
  use: (means: Float64Array, resample: number) => void,
): void => {
  const n = columns[0]?.length ?? 0
  const width = columns.length
  const sums = runningSums(columns, n)
  const means = new Float64Array(width)
  stationaryResamples(n, plan, ({ starts, lengths, count }, resample) => {
    means.fill(0)
    for (let b = 0; b < count; b++) {
      const from = starts[b]! * width
      const to = (starts[b]! + lengths[b]!) * width
      for (let k = 0; k < width; k++) means[k]! += sums[to + k]! - sums[from + k]!
    }
    for (let k = 0; k < width; k++) means[k]! /= n
    use(means, resample)
  })
}

/** Row r holds the sums of rows 0..r-1 of all columns, which go on from their beginning after row n: a block may run over the end. */
const runningSums = (columns: readonly ArrayLike<number>[], n: number): Float64Array => {
  const width = columns.length
  const sums = new Float64Array((2 * n + 1) * width)
  for (let row = 0; row < 2 * n; row++)
    for (let k = 0; k < width; k++) sums[(row + 1) * width + k] = sums[row * width + k]! + columns[k]![row % n]!
  return sums
}
