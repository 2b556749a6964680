/** Drawdowns, days, months, Sharpe, histogram and thinned lines, by tables and against slow obvious versions. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../../lib/time-units.js'
import { accountDays } from '../../../studies/report/days.js'
import { thinLine } from '../../../studies/report/document/thin-line.js'
import { worstDrawdowns } from '../../../studies/report/drawdowns.js'
import { histogramOf } from '../../../studies/report/histogram.js'
import { monthTable } from '../../../studies/report/run/month-table.js'
import { annualSharpe, rollingSharpe } from '../../../studies/report/sharpe.js'

/** Rows by the hour with the drawdown of their NAV. */
const rowsOf = (navs: readonly number[]) => {
  let peak = Number.NEGATIVE_INFINITY
  return navs.map((nav, hour) => {
    peak = Math.max(peak, nav)
    const drawdownPct = ((peak - nav) / peak) * 100
    return { tsMs: hour * HOUR_MS, nav, drawdownPct, drawdownMaxPct: drawdownPct }
  })
}

test.each<[string, number[], [number, number, number, number | null][]]>([
  ['no rows', [], []],
  ['a rising NAV', [100, 101, 102], []],
  ['one that recovered', [100, 90, 95, 100], [[10, 0, 1, 3]]],
  ['one that did not', [100, 110, 99, 104.5], [[10, 1, 2, null]]],
  [
    'two, deepest first',
    [100, 95, 101, 90.9, 102],
    [
      [10, 2, 3, 4],
      [5, 0, 1, 2],
    ],
  ],
])('drawdowns of %s', (_, navs, expected) => {
  const found = worstDrawdowns(rowsOf(navs), 5)
  const hours = found.map(({ depthPct, peakMs, deepestMs, recoveredMs }) => [
    Number(depthPct.toFixed(9)),
    peakMs / HOUR_MS,
    deepestMs / HOUR_MS,
    recoveredMs === null ? null : recoveredMs / HOUR_MS,
  ])
  expect(hours).toEqual(expected)
})

test('the deepest of the five is the deepest of all rows, and a drawdown within one hour is not lost', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 1, maxLength: 60 }), (navs) => {
      const rows = rowsOf(navs)
      const deepest = Math.max(...rows.map(({ drawdownMaxPct }) => drawdownMaxPct))
      expect(worstDrawdowns(rows, 5)[0]?.depthPct ?? 0).toBe(deepest)
    }),
  )
  const [flash] = worstDrawdowns([{ tsMs: HOUR_MS, drawdownPct: 0, drawdownMaxPct: 3 }], 5)
  expect(flash).toEqual({ peakMs: HOUR_MS, deepestMs: HOUR_MS, recoveredMs: HOUR_MS, depthPct: 3 })
})

test('a day ends at 17:00 New York: the row of 17:00 is its last', () => {
  // 17:00 New York is 22:00 UTC in winter.
  const at = (hour: number) => Date.UTC(2024, 0, 9, hour)
  const days = accountDays(
    [
      { tsMs: at(20), nav: 101 },
      { tsMs: at(22), nav: 102 },
      { tsMs: at(23), nav: 51 },
    ],
    100,
  )
  expect(days.map(({ date, startNav, endNav }) => [date, startNav, endNav])).toEqual([
    ['2024-01-09', 100, 102],
    ['2024-01-10', 102, 51],
  ])
  expect(days[1]!.change).toBe(-0.5)
})

test('months multiply to the change of their year', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 200, maxLength: 300 }), (navs) => {
      const rows = navs.map((nav, n) => ({ tsMs: Date.UTC(2024, 0, 2, 12) + n * DAY_MS, nav }))
      const days = accountDays(rows, 100).filter(({ date }) => date.startsWith('2024'))
      const row = monthTable(days).rows[0]!.map((cell) => (typeof cell === 'object' ? Number(cell.text) : Number.NaN))
      const product = row
        .slice(1, 13)
        .reduce((total, percent) => (Number.isNaN(percent) ? total : total * (1 + percent / 100)), 1)
      expect((product - 1) * 100).toBeCloseTo(row[13]!, 0)
    }),
    { numRuns: 30 },
  )
})

test('Sharpe: mean 1, sample deviation 1 of daily changes is sqrt(260) a year; undefined for one day or no variance', () => {
  expect(annualSharpe([0, 1, 2])).toBeCloseTo(Math.sqrt(260), 12)
  expect([annualSharpe([]), annualSharpe([1]), annualSharpe([1, 1])]).toEqual([null, null, null])
  expect(rollingSharpe([0, 1, 2, 3], 3).map(({ last }) => last)).toEqual([2, 3])
})

test('a histogram has every value in a bin, and zero is an edge', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 1 }), (values) => {
      const { edges, counts } = histogramOf(values)
      expect(counts.reduce((a, b) => a + b, 0)).toBe(values.length)
      expect(edges).toContain(0)
      expect(counts.length).toBeLessThan(100)
    }),
  )
  expect(histogramOf([])).toEqual({ edges: [], counts: [] })
  // The smallest number there is: its tenth is zero.
  expect(histogramOf([5e-324]).counts).toEqual([1])
})

test('a thinned line keeps both ends, the lowest and the highest point, ascends, and is short', () => {
  const points = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 400 })
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 40 }), (y, buckets) => {
      const x = y.map((_, n) => n * 60_000)
      const thin = thinLine({ x, y }, buckets)
      expect(thin.x.length).toBeLessThanOrEqual(2 * buckets + 2)
      expect([thin.x[0], thin.x.at(-1)]).toEqual([x[0], x.at(-1)])
      expect([Math.min(...thin.y), Math.max(...thin.y)]).toEqual([Math.min(...y), Math.max(...y)])
      expect(thin.x.every((at, n) => n === 0 || at > thin.x[n - 1]!)).toBe(true)
      expect(thin.x.every((at, n) => y[at / 60_000] === thin.y[n])).toBe(true)
    }),
  )
})
