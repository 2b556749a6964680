import { expect, test } from 'vitest'
import { describeSeries } from '../../sources/describe-series.js'
import { loadInstruments } from '../../sources/instruments.js'
import { makeSeries } from '../support/series.js'

const [EUR] = loadInstruments(['EUR_USD'])
/** Friday 2024-01-12 21:57 UTC = 16:57 New York: the week closes at 16:59. */
const FRIDAY = Date.UTC(2024, 0, 12, 21, 57)
const WEEKEND = 48 * 60

test.each([
  ['no hole', [0, 1], 0, 0],
  ['two minutes missing', [-20, -17, -16], 0, 2],
  ['seven minutes missing: a gap', [-20, -12], 1, 7],
  // Event times 16:58 (kept), 16:59 (closed) .. Sunday 17:05 (open: label 17:04, minute 7 after 16:57).
  ['a weekend is a gap in which nothing is missing', [0, WEEKEND + 7], 1, 0],
  ['the first minutes of a week are missing', [0, WEEKEND + 10], 1, 3],
])('%s', (_, minutes, gaps, missingMinutes) => {
  const rows = minutes.map((minute) => ({ minute, o: 1.1, c: 1.1 }))
  expect(describeSeries(makeSeries('EUR_USD', FRIDAY, rows), EUR!)).toMatchObject({
    rows: minutes.length,
    gaps,
    missingMinutes,
  })
})

test('sides, spread and crossed rows', () => {
  const rows = [0, 1, 2, 3].map((minute) => ({ minute, o: 1.1, c: 1.1 }))
  const series = makeSeries('EUR_USD', FRIDAY, rows)
  const both = {
    ...series,
    ac: Float64Array.of(1.1001, 1.1003, 1.0998, Number.NaN),
    bc: Float64Array.of(1.1, 1.1, 1.1, 1.1),
  }
  const said = describeSeries(both, EUR!)
  expect(said).toMatchObject({ crossedRows: 1, sides: 'bid and ask', volume: true, basis: 'mid', firstMs: FRIDAY })
  expect(said.spreadMedianPips).toBeCloseTo(1, 9)
  const nothing = series.c.map(() => Number.NaN)
  expect(describeSeries({ ...series, bc: nothing, ac: nothing }, EUR!)).toMatchObject({
    sides: 'none',
    spreadMedianPips: Number.NaN,
    crossedRows: 0,
  })
})
