import { moments } from '../sample/moments.js'
import { resampledMeans } from '../resample/resampled-means.js'
import type { ResamplePlan } from '../resample/stationary-resamples.js'

/** How one test looks at a resample: (mean of column k in the resample - centre of k) x scale of k. A scale of 0 leaves a column out. */
export interface Centring {
  readonly centre: ArrayLike<number>
  readonly scale: ArrayLike<number>
}

/** Share of a column's mean size that rounding cannot reach. */
const ROUNDING = 1e-12

/** The distribution under the null of each test: per resample max(0, max over k of sqrt(n) (mean* - centre) x scale). */
export const resampledMaxima = (
  columns: readonly ArrayLike<number>[],
  plan: ResamplePlan,
  tests: readonly Centring[],
): readonly Float64Array[] => {
  const root = Math.sqrt(columns[0]?.length ?? 0)
  const scales = tests.map(({ scale }) => Float64Array.from(scale, (value) => value * root))
  // A resample that holds every row once equals the sample, and one of days without a trade is 0: rounding must not lift them above.
  const sizes = columns.map((column) => moments(Float64Array.from(column, Math.abs)).mean)
  const centres = tests.map(({ centre }) => Float64Array.from(centre, (value, k) => value + ROUNDING * sizes[k]!))
  const maxima = tests.map(() => new Float64Array(plan.resamples))
  resampledMeans(columns, plan, (means, resample) => {
    for (let test = 0; test < tests.length; test++) {
      const scale = scales[test]!
      const centre = centres[test]!
      let largest = 0
      for (let k = 0; k < means.length; k++) {
        const value = (means[k]! - centre[k]!) * scale[k]!
        if (value > largest) largest = value
      }
      maxima[test]![resample] = largest
    }
  })
  return maxima
}
