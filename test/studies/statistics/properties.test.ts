/** What must hold for every sample, against slow and obvious versions. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ranks } from '../../../studies/statistics/relation/ranks.js'
import { bootstrapMeans } from '../../../studies/statistics/resample/bootstrap-means.js'
import { stationaryResamples } from '../../../studies/statistics/resample/stationary-resamples.js'
import { returnStatistics } from '../../../studies/statistics/return-statistics.js'
import { maxDrawdown } from '../../../studies/statistics/sample/drawdown.js'
import { moments } from '../../../studies/statistics/sample/moments.js'
import { neweyWest } from '../../../studies/statistics/sample/newey-west.js'
import { benjaminiHochberg } from '../../../studies/statistics/search/benjamini-hochberg.js'
import { holm } from '../../../studies/statistics/search/holm.js'
import { overfitting } from '../../../studies/statistics/search/overfitting.js'
import { stationaryVariance } from '../../../studies/statistics/search/stationary-variance.js'

const value = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 64)
const sample = fc.array(value, { minLength: 3, maxLength: 60 })
const plan = fc.record({
  block: fc.constantFrom(0.5, 1, 3.7, 20),
  resamples: fc.constant(40),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
})
describe('resampling', () => {
  test('block means equal the means of the rows, one by one', () => {
    fc.assert(
      fc.property(sample, plan, (values, by) => {
        const means = bootstrapMeans(values, by)
        stationaryResamples(values.length, by, ({ starts, lengths, count }, resample) => {
          let [sum, rows] = [0, 0]
          for (let b = 0; b < count; b++)
            for (let i = 0; i < lengths[b]!; i++, rows++) sum += values[(starts[b]! + i) % values.length]!
          expect(rows).toBe(values.length)
          expect(means[resample]).toBeCloseTo(sum / values.length, 9)
        })
      }),
    )
  })

  test('the kernel variance is that of many resamples, and that of the textbook sum', () => {
    fc.assert(
      fc.property(sample, fc.constantFrom(1, 2.5, 12), (values, block) => {
        const { n, mean } = moments(values)
        let sum = 0
        for (let i = 0; i < n; i++) {
          let own = 0
          for (let t = i; t < n; t++) own += ((values[t]! - mean) * (values[t - i]! - mean)) / n
          const q = 1 - 1 / block
          sum += i === 0 ? own : 2 * (((n - i) / n) * q ** i + (i / n) * q ** (n - i)) * own
        }
        expect(stationaryVariance(values, block)).toBeCloseTo(sum, 8)
      }),
    )
    const values = Array.from({ length: 50 }, (_, i) => Math.sin(i / 3) + ((i * 37) % 11) / 5)
    const { sd } = moments(bootstrapMeans(values, { block: 4, resamples: 40_000, seed: 5 }))
    expect((50 * sd * sd) / stationaryVariance(values, 4)).toBeCloseTo(1, 1)
  })
})

describe('one series', () => {
  const OPTIONS = { trials: 8, trialVariance: 0.02, resamples: 200, seed: 1 }
  test('scaling returns scales what has a unit and nothing else', () => {
    fc.assert(
      fc.property(sample, (returns) => {
        const own = returnStatistics(returns, OPTIONS)
        const doubled = returnStatistics(
          returns.map((x) => 2 * x),
          OPTIONS,
        )
        for (const key of ['mean', 'sd', 'maxDrawdown', 'var95', 'expectedShortfall95'] as const)
          expect(doubled[key]).toBe(2 * own[key])
        for (const key of ['sharpe', 'psr', 'hacTStatistic', 'sortino', 'winRate', 'optimalBlockLength'] as const)
          expect(doubled[key]).toBe(own[key])
      }),
    )
  })

  test.each([
    ['equal returns', [0.1, 0.1, 0.1, 0.1]],
    ['one return', [0.3]],
    ['two returns', [1, 2]],
    ['zeros', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('%s: undefined is NaN, never infinite', (_name, returns) => {
    const found = returnStatistics(returns, OPTIONS)
    for (const [key, own] of Object.entries(found))
      expect(Math.abs(Number(own)) === Number.POSITIVE_INFINITY, `${key} ${String(own)}`).toBe(false)
    if (returns.length !== 2) {
      expect(found.sharpe).toBeNaN()
      expect(found.psr).toBeNaN()
      expect(found.hacTStatistic).toBeNaN()
    }
  })

  test('drawdown of a path that only rises is 0, and that of its mirror is its length', () => {
    expect(maxDrawdown([1, 2, 0, 3])).toBe(0)
    expect(maxDrawdown([-1, -2, 0, -3])).toBe(6)
    expect(maxDrawdown([5, -2, 1, -4, 9])).toBe(5)
  })

  test('lags of Newey-West at whole roots', () => {
    const lags = (n: number): number => neweyWest(Float64Array.from({ length: n }, (_, i) => i % 7)).lags
    expect([100, 101, 51_200, 51_199].map(lags)).toEqual([4, 4, 16, 15])
  })
})

test('adjusted p-values: at least the raw ones, at most 1, in the same order; Holm is the stricter', () => {
  const probabilities = fc.array(
    fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
    { minLength: 1 },
  )
  fc.assert(
    fc.property(probabilities, (p) => {
      const [fdr, any] = [benjaminiHochberg(p), holm(p)]
      p.forEach((raw, i) => {
        expect(fdr[i]).toBeGreaterThanOrEqual(raw - 1e-15)
        expect(any[i]).toBeGreaterThanOrEqual(fdr[i]! - 1e-15)
        expect(any[i]).toBeLessThanOrEqual(1)
        p.forEach((other, j) => expect(raw < other && fdr[i]! > fdr[j]!).toBe(false))
      })
    }),
  )
})

test('ranks: equal values share their mean rank', () => {
  expect([...ranks([3, 1, 3, 2, 3])]).toEqual([4, 1, 4, 2, 4])
})

test('overfitting needs two columns and two rows a block', () => {
  expect(overfitting([[1, 2, 3, 4]], 2).probability).toBeNaN()
  expect(
    overfitting(
      [
        [1, 2, 3],
        [3, 2, 1],
      ],
      2,
    ).combinations,
  ).toBe(0)
})
