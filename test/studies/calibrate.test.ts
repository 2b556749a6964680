import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MARKET_COLUMNS, type MarketColumn } from '../../sinks/market-columns.js'
import { type CalibratedBound, calibrate } from '../../studies/calibrate.js'
import { quantile } from '../../studies/statistics/sample/quantile.js'

const marketColumns = (given: { readonly [metric in MarketColumn]?: readonly number[] }) =>
  Object.fromEntries(MARKET_COLUMNS.map((metric) => [metric, Float64Array.from(given[metric] ?? [])])) as {
    [metric in MarketColumn]: Float64Array
  }
const bound = (metric: MarketColumn, side: 'min' | 'max', at: number): CalibratedBound => ({
  guard: metric,
  metric,
  side,
  bound: at,
  setting: `guards.${metric}`,
})

describe('quantiles', () => {
  test.each([
    { values: [5, 1, 3, 2, 4], quantiles: [1.4, 2, 3, 4, 4.6] },
    { values: [2, Number.NaN, 1], quantiles: [1.1, 1.25, 1.5, 1.75, 1.9] },
    { values: [7], quantiles: [7, 7, 7, 7, 7] },
    { values: [Number.NaN], quantiles: Array.from({ length: 5 }, () => Number.NaN) },
  ])('$values', ({ values, quantiles }) => {
    const found = calibrate(marketColumns({ entropy: values }), [], 0.5)
    expect(found.quantiles.entropy.map((value) => Number(value.toFixed(9)))).toEqual(quantiles)
    expect(found.known.entropy).toBe(values.filter((value) => !Number.isNaN(value)).length)
  })

  test('property: within the ends, increasing, and every value is its own quantile', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const sorted = Float64Array.from(values).sort()
        let before = sorted[0]!
        for (let q = 0; q <= 1; q += 0.05) {
          expect(quantile(sorted, q)).toBeGreaterThanOrEqual(before - 1e-9)
          before = quantile(sorted, q)
        }
        sorted.forEach((value, i) =>
          expect(quantile(sorted, sorted.length === 1 ? 1 : i / (sorted.length - 1))).toBeCloseTo(value, 6),
        )
      }),
    )
  })
})

describe('bounds', () => {
  const coherence = [0.3, 0.4, 0.5, 0.6, 0.7, Number.NaN]
  test.each([
    { side: 'min' as const, at: 0.5, wanted: 0.5, passRate: 0.6, suggested: 0.5 },
    { side: 'min' as const, at: 0.55, wanted: 0.75, passRate: 0.4, suggested: 0.4 },
    { side: 'max' as const, at: 0.5, wanted: 0.75, passRate: 0.6, suggested: 0.6 },
    { side: 'max' as const, at: 0.2, wanted: 0.25, passRate: 0, suggested: 0.4 },
  ])(
    '$side $at, wanted $wanted: passes $passRate, suggests $suggested',
    ({ side, at, wanted, passRate, suggested }) => {
      const [found] = calibrate(marketColumns({ coherence }), [bound('coherence', side, at)], wanted).bounds
      expect(found!.passRate).toBeCloseTo(passRate, 12)
      expect(found!.suggested).toBeCloseTo(suggested, 12)
    },
  )

  test('property: the suggested bound passes the wanted share as closely as the number of minutes allows', () => {
    const values = fc.uniqueArray(fc.integer({ min: 0, max: 1e6 }), { minLength: 2, maxLength: 300 })
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.boolean(), (spreadBps, wanted, min) => {
        const columns = marketColumns({ spreadBps })
        const side = min ? 'min' : 'max'
        const { suggested } = calibrate(columns, [bound('spreadBps', side, 0)], wanted).bounds[0]!
        const { passRate } = calibrate(columns, [bound('spreadBps', side, suggested)], wanted).bounds[0]!
        expect(Math.abs(passRate - wanted)).toBeLessThanOrEqual(1 / spreadBps.length + 1e-9)
      }),
    )
  })

  test('warns about a guard that passes less than 0.5 % or more than 99.5 %, not about one in between', () => {
    const rupture = Array.from({ length: 1000 }, (_, i) => i / 1000)
    const warningsAt = (at: number) =>
      calibrate(marketColumns({ rupture }), [bound('rupture', 'max', at)], 0.5).warnings
    expect(warningsAt(0.0035)).toEqual(['rupture <= 0.0035 passes 0.40 % of minutes: it blocks nearly every entry'])
    expect(warningsAt(0.0045)).toEqual([])
    expect(warningsAt(0.9945)).toEqual([])
    expect(warningsAt(0.9955)).toEqual(['rupture <= 0.9955 passes 99.60 % of minutes: it filters almost nothing'])
  })

  test('without known values: no rate, no suggestion, no warning', () => {
    const found = calibrate(marketColumns({}), [bound('stability', 'min', 0.4)], 0.5)
    expect(found.bounds[0]).toMatchObject({ passRate: Number.NaN, suggested: Number.NaN })
    expect(found.warnings).toEqual([])
  })
})
