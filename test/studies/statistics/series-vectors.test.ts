/** Every statistic of one series against numpy, scipy, statsmodels and arch. */
import { expect, test } from 'vitest'
import { returnStatistics } from '../../../studies/statistics/return-statistics.js'
import { VECTORS } from '../../reference/statistics-vectors.js'

const RESAMPLES = { resamples: 20_000, seed: 1 }

test.each(VECTORS.series.map((series) => [series.name, series] as const))('%s', (_name, series) => {
  const { returns, trials, trialVariance } = series
  const found: Readonly<Record<string, number | readonly [number, number]>> = returnStatistics(returns, {
    trials,
    trialVariance,
    ...RESAMPLES,
  })
  expect(Object.keys(found).slice(0, Object.keys(series.expect).length)).toEqual(Object.keys(series.expect))
  for (const [key, value] of Object.entries(series.expect)) {
    const own = found[key]!
    if (value === null) expect(own, key).toBeNaN()
    else if (typeof value === 'number') expect(relative(own as number, value), key).toBeLessThan(1e-9)
    else {
      const width = value[1] - value[0]
      for (const side of [0, 1] as const)
        expect(Math.abs((own as readonly [number, number])[side] - value[side]) / width, key).toBeLessThan(0.02)
    }
  }
})

/** Also a p-value of 1e-11 has nine right digits. */
const relative = (own: number, value: number): number => Math.abs(own - value) / Math.max(Math.abs(value), 1e-300)
