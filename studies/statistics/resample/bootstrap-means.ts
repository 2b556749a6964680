import { moments } from '../sample/moments.js'
import { resampledMeans } from './resampled-means.js'
import type { ResamplePlan } from './stationary-resamples.js'

/** The mean of each resample, in the order of the resamples. */
export const bootstrapMeans = (values: ArrayLike<number>, plan: ResamplePlan): Float64Array => {
  // Running sums of deviations stay small, so that their differences stay exact.
  const { mean } = moments(values)
  const means = new Float64Array(plan.resamples)
  resampledMeans([Float64Array.from(values, (value) => value - mean)], plan, (own, i) => {
    means[i] = own[0]! + mean
  })
  return means
}
