import { moments } from '../sample/moments.js'
import { resampledMeans } from './resampled-means.js'
import type { ResamplePlan } from './stationary-resamples.js'

/** The Sharpe ratio (sd with n - 1) of each resample, in the order of the resamples; NaN where one has no variance. */
export const bootstrapSharpes = (values: ArrayLike<number>, plan: ResamplePlan): Float64Array => {
  const { n, mean } = moments(values)
  const deviations = Float64Array.from(values, (value) => value - mean)
  const squares = deviations.map((value) => value * value)
  const sharpes = new Float64Array(plan.resamples)
  resampledMeans([deviations, squares], plan, (means, i) => {
    const variance = ((means[1]! - means[0]! * means[0]!) * n) / (n - 1)
    sharpes[i] = (means[0]! + mean) / Math.sqrt(variance)
  })
  return sharpes
}
