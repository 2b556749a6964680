import type { ResamplePlan } from '../resample/stationary-resamples.js'
import { moments } from '../sample/moments.js'
import { resampledMaxima } from './resampled-maxima.js'
import { shareAbove } from './share-above.js'

/** The largest of sqrt(n) x mean, at least 0, and the probability of a larger one if no column has a mean above 0. */
interface RealityCheck {
  readonly statistic: number
  readonly pValue: number
}

/**
 * White's reality check (2000): columns are gains over the benchmark, each resampled mean is centred on the mean of its own column over the
 * sample (once, not on each draw). Not studentised. n >= 1, equal lengths.
 */
export const realityCheck = (columns: readonly ArrayLike<number>[], plan: ResamplePlan): RealityCheck => {
  const means = columns.map((column) => moments(column).mean)
  const statistic = Math.sqrt(columns[0]?.length ?? 0) * means.reduce((most, mean) => Math.max(most, mean), 0)
  const [maxima] = resampledMaxima(columns, plan, [{ centre: means, scale: means.map(() => 1) }])
  return { statistic, pValue: shareAbove(maxima!, statistic) }
}
