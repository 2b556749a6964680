import type { ResamplePlan } from '../resample/stationary-resamples.js'
import { quantile } from '../sample/quantile.js'
import { hansenCentres } from './hansen-centres.js'
import { resampledMaxima } from './resampled-maxima.js'

/** Above it a column is rejected: the 1 - size quantile of the maxima over the columns that are left. */
type Critical = (scale: readonly number[]) => Float64Array

/**
 * StepM: *which* columns have a mean above 0, with probability `size` of one wrong name (Romano and Wolf 2005), studentised, centred as the
 * consistent test of Hansen (Hsu, Hsu and Kuan 2010; arch does so too). Columns above the critical value are taken out and the rest is
 * tested again, until none is. Returns ascending column indices by size. Columns are gains, of equal length n >= 3.
 */
export const stepM = (
  columns: readonly ArrayLike<number>[],
  plan: ResamplePlan,
  sizes: readonly number[] = [0.05, 0.1, 0.2],
): { readonly [size: string]: readonly number[] } => {
  const { means, scales, consistent: centre } = hansenCentres(columns, plan.block)
  const root = Math.sqrt(columns[0]?.length ?? 0)
  const statistics = means.map((mean, k) => root * mean * scales[k]!)
  const maximaOf: Critical = (scale) => resampledMaxima(columns, plan, [{ centre, scale }])[0]!.sort()
  const first = maximaOf(scales)
  return Object.fromEntries(sizes.map((size) => [String(size), better(statistics, scales, first, maximaOf, size)]))
}

const better = (
  statistics: readonly number[],
  scales: readonly number[],
  first: Float64Array,
  maximaOf: Critical,
  size: number,
): readonly number[] => {
  const found = new Set<number>()
  let maxima = first
  for (;;) {
    const critical = quantile(maxima, 1 - size)
    const fresh = statistics.flatMap((value, k) => (value > critical && !found.has(k) ? [k] : []))
    for (const k of fresh) found.add(k)
    if (fresh.length === 0 || found.size === statistics.length) return [...found].sort((a, b) => a - b)
    maxima = maximaOf(scales.map((scale, k) => (found.has(k) ? 0 : scale)))
  }
}
