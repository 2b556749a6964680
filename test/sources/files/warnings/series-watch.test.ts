/** Warnings of a series that comes in pieces are those of the whole; the median of prices is exact. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SERIES_COLUMNS, type CandleSeries } from '../../../../model/candle-series.js'
import { medianPrice } from '../../../../sources/files/warnings/median-price.js'
import { seriesWarnings, seriesWatch } from '../../../../sources/files/warnings/series-warnings.js'
import { makeSeries } from '../../../support/series.js'

const DAY = 1440
/** Two weeks from a Monday: a weekend of filler, a feed that stands still, volume in another unit, a hole, prices in points. */
const odd = (scale: number, shiftMinutes: number): CandleSeries => {
  const rows = []
  for (let minute = 0; minute < 14 * DAY; minute += 3) {
    const day = Math.floor(minute / DAY)
    const still = day === 2 && minute % DAY > 600 && minute % DAY < 1100
    const price = scale * (1.1 + (still || day === 5 || day === 6 ? 0 : (minute % 97) * 1e-5))
    rows.push({ minute: minute + (day > 10 ? 40 * DAY : 0), o: price, c: price, v: day > 8 ? 9000 : 3 })
  }
  return makeSeries('EUR_USD', Date.UTC(2024, 2, 4) + shiftMinutes * 60_000, rows)
}
const piece = (series: CandleSeries, from: number, to: number): CandleSeries => ({
  ...series,
  ...Object.fromEntries(SERIES_COLUMNS.map((name) => [name, series[name].subarray(from, to)])),
})

test.each<[string, CandleSeries, number]>([
  ['in points', odd(1e5, 0), 4],
  ['in another zone', odd(1, 420), 4],
])('any pieces: %s', (_, series, least) => {
  const whole = seriesWarnings(series)
  expect(whole.length).toBeGreaterThanOrEqual(least)
  fc.assert(
    fc.property(fc.array(fc.nat(series.tMs.length), { maxLength: 6 }), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), series.tMs.length]
      const pieces = edges.slice(1).map((to, n) => piece(series, edges[n]!, to))
      const watch = seriesWatch('EUR_USD')
      for (const one of pieces) watch.take(one)
      expect(watch.warnings(() => pieces)).toEqual(whole)
    }),
    { numRuns: 15 },
  )
})

test('the median is that of all prices, sorted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-5, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }),
      (prices) => {
        const median = medianPrice()
        const pieces = [Float64Array.from(prices.slice(0, 20)), Float64Array.from(prices.slice(20))]
        for (const one of pieces) median.take(one)
        const expected = prices.toSorted((a, b) => a - b)[Math.floor(prices.length / 2)]!
        expect(median.exact(pieces)).toBe(expected)
        const [low, high] = median.bounds()
        expect(low <= expected && expected < high && high <= low * 1.07).toBe(true)
      },
    ),
  )
})
