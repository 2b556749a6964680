import type { ResamplePlan } from '../resample/stationary-resamples.js'
import { hansenCentres } from './hansen-centres.js'
import { resampledMaxima } from './resampled-maxima.js'
import { shareAbove } from './share-above.js'

/** p-values of Hansen's test by centring; `consistent` is the one to read, the others bound it. */
interface SuperiorAbility {
  /** max(0, largest sqrt(n) mean / omega). */
  readonly statistic: number
  readonly lower: number
  readonly consistent: number
  readonly upper: number
}

/**
 * Hansen's test for superior predictive ability (2005), studentised: is any column's mean above 0, after looking at all of them?
 * Columns are gains over the benchmark, of equal length n >= 3. Each p-value is the share of resamples strictly above the statistic.
 */
export const superiorAbility = (columns: readonly ArrayLike<number>[], plan: ResamplePlan): SuperiorAbility => {
  const { means, scales: scale, ...centres } = hansenCentres(columns, plan.block)
  const root = Math.sqrt(columns[0]?.length ?? 0)
  const statistic = means.reduce((most, mean, k) => Math.max(most, root * mean * scale[k]!), 0)
  const [lower, consistent, upper] = resampledMaxima(columns, plan, [
    { centre: centres.lower, scale },
    { centre: centres.consistent, scale },
    { centre: centres.upper, scale },
  ])
  return {
    statistic,
    lower: shareAbove(lower!, statistic),
    consistent: shareAbove(consistent!, statistic),
    upper: shareAbove(upper!, statistic),
  }
}
