import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nyHour } from '../../operators/calendar/new-york.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import { loadInstruments } from '../../sources/instruments.js'
import { bidAskOf, hourlySpreadPips, readSpreadModel } from '../../sources/spread-model.js'
import { makeSeries } from '../support/series.js'
import { putFile, temporaryFolder } from '../support/candle-files.js'

const model = readSpreadModel()
const [EUR, JPY, SEK] = loadInstruments(['EUR_USD', 'USD_JPY', 'EUR_SEK']) as [
  ReturnType<typeof loadInstruments>[number],
  ReturnType<typeof loadInstruments>[number],
  ReturnType<typeof loadInstruments>[number],
]
const SIDES = ['bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'] as const
/** 17:00 in New York, in winter and in summer. */
const WINTER_17 = Date.UTC(2024, 0, 10, 22)
const SUMMER_17 = Date.UTC(2024, 6, 10, 21)

const without = (series: CandleSeries, names: readonly string[], basis: 'mid' | 'bid' = 'mid'): CandleSeries => ({
  ...series,
  ...Object.fromEntries(names.map((name) => [name, series.tMs.map(() => Number.NaN)])),
  basis,
})
const one = (instrument: string, startMs: number) =>
  makeSeries(instrument, startMs, [{ minute: 0, o: 1.1, h: 1.102, l: 1.099, c: 1.101 }])

describe('spread model', () => {
  test.each([
    ['EUR_USD', 17, 2.12],
    ['EUR_USD', 11, 1.02],
    ['NZD_USD', 17, (2.12 * 2.3) / 1.1],
    ['USD_JPY', 0, (1.14 * 1.3) / 1.1],
    ['EUR_SEK', 0, (1.14 * 2) / 1.1],
  ])('%s at %i New York: %f pips', (pair, hour, pips) =>
    expect(hourlySpreadPips(model, pair)[hour]).toBeCloseTo(pips, 12),
  )

  test('names the medians that are measured', () => {
    const measured = Object.entries(model.pairs).filter(([, pair]) => pair.measured)
    expect(measured.map(([name]) => name)).toEqual(['EUR_USD', 'NZD_USD'])
  })

  test.each([
    ['EUR_USD', 17, (2.12 * 0.1) / 1.1],
    ['USD_JPY', 0, (1.14 * 0.2) / 1.1],
    ['EUR_SEK', 0, (1.14 * 0.5) / 1.1],
  ])('core %s at %i New York: %f pips', (pair, hour, pips) =>
    expect(hourlySpreadPips(readSpreadModel(undefined, true), pair)[hour]).toBeCloseTo(pips, 12),
  )

  test("a user's table is checked", () => {
    const path = putFile(temporaryFolder(), 'spreads.json', JSON.stringify({ ...model, profileMeanPips: [1] }))
    expect(() => readSpreadModel(path)).toThrow(`${path}: profileMeanPips: `)
    expect(
      readSpreadModel(putFile(temporaryFolder(), 'spreads.json', JSON.stringify({ ...model, otherMedianPips: 9 })))
        .otherMedianPips,
    ).toBe(9)
  })
})

describe('bidAskOf', () => {
  test.each([
    ['winter', WINTER_17],
    ['summer', SUMMER_17],
  ])('no sides: mid -+ half of the spread of the open label, field by field (%s)', (_, startMs) => {
    const bare = without(one('EUR_USD', startMs), SIDES)
    const both = bidAskOf(bare, EUR, model, nyHour)
    for (const [mid, bid, ask] of [
      ['o', 'bo', 'ao'],
      ['h', 'bh', 'ah'],
      ['l', 'bl', 'al'],
      ['c', 'bc', 'ac'],
    ] as const) {
      expect(both[bid][0]).toBeCloseTo(bare[mid][0]! - 0.000106, 12)
      expect(both[ask][0]).toBeCloseTo(bare[mid][0]! + 0.000106, 12)
      expect(both[mid]).toBe(bare[mid])
    }
    // The candle that opens at 16:59 closes at 17:00 and still has the spread of 16.
    const before = bidAskOf(without(one('EUR_USD', startMs - 60_000), SIDES), EUR, model, nyHour)
    expect(before.ac[0]! - before.bc[0]!).toBeCloseTo(0.000123, 12)
  })

  test('pips of the yen, and of a pair that is not in the table', () => {
    const jpy = bidAskOf(without(one('USD_JPY', WINTER_17), SIDES), JPY, model, nyHour)
    expect(jpy.ac[0]! - jpy.bc[0]!).toBeCloseTo((0.0212 * 1.3) / 1.1, 12)
    const sek = bidAskOf(without(one('EUR_SEK', WINTER_17), SIDES), SEK, model, nyHour)
    expect(sek.ac[0]! - sek.bc[0]!).toBeCloseTo((0.000212 * 2) / 1.1, 12)
  })

  test('every row has the spread of its own hour, over a week with a change of the clocks', () => {
    const startMs = Date.UTC(2024, 2, 8)
    const minutes = Array.from({ length: 7 * 48 }, (_, i) => ({ minute: i * 30 + 7, o: 1.1, c: 1.1 }))
    const both = bidAskOf(without(makeSeries('EUR_USD', startMs, minutes), SIDES), EUR, model, nyHour)
    const pips = [...both.tMs].map((_, i) => (both.ac[i]! - both.bc[i]!) * 1e4)
    for (const [i, t] of both.tMs.entries()) expect(pips[i]).toBeCloseTo(model.profileMeanPips[nyHour(t)]!, 9)
    expect(new Set(pips.map((one) => one.toFixed(2))).size).toBe(new Set(model.profileMeanPips).size)
  })

  test('bid only: the ask lies a spread above, o..c stay', () => {
    const bid = without(one('EUR_USD', WINTER_17), ['ao', 'ah', 'al', 'ac'], 'bid')
    const both = bidAskOf(bid, EUR, model, nyHour)
    expect(both.ac[0]).toBeCloseTo(bid.bc[0]! + 0.000212, 12)
    for (const name of ['o', 'h', 'l', 'c', 'bo', 'bh', 'bl', 'bc'] as const)
      expect([...both[name]]).toEqual([...bid[name]])
    expect(both.basis).toBe('bid')
    const unsaid = without(bid, ['bo', 'bh', 'bl', 'bc'], 'bid')
    expect(bidAskOf(unsaid, EUR, model, nyHour).bc[0]).toBe(bid.c[0])
  })

  test('ask only: the bid lies a spread below', () => {
    const both = bidAskOf(without(one('EUR_USD', WINTER_17), ['bo', 'bh', 'bl', 'bc']), EUR, model, nyHour)
    expect(both.bc[0]).toBeCloseTo(both.ac[0]! - 0.000212, 12)
  })

  test('recorded sides a floor apart or more: the very same series; one tick in five decimals is the floor', () => {
    const series = one('EUR_USD', WINTER_17)
    expect(bidAskOf(series, EUR, model, nyHour)).toBe(series)
    const tick = { ...series, bc: Float64Array.of(1.1), ac: Float64Array.of(1.10001) }
    expect(bidAskOf(tick, EUR, model, nyHour)).toBe(tick)
  })

  test.each([
    ['equal', 1.1, 1.1, 1.099995, 1.100005],
    ['crossed', 1.1002, 1.1, 1.100095, 1.100105],
    ['half the floor', 1.1, 1.100005, 1.0999975, 1.1000075],
  ])('closer than 0.1 pip is widened around the middle: %s', (_, bid, ask, bidThen, askThen) => {
    const series = { ...one('EUR_USD', WINTER_17), bc: Float64Array.of(bid), ac: Float64Array.of(ask) }
    const both = bidAskOf(series, EUR, model, nyHour)
    expect(both.bc[0]).toBeCloseTo(bidThen, 12)
    expect(both.ac[0]).toBeCloseTo(askThen, 12)
    expect(both.bo).toBe(series.bo)
    expect(both.tMs).toBe(series.tMs)
    expect(series.bc[0]).toBe(bid)
  })

  test('whatever the sides are, the result has both a floor apart, with highs and lows that hold', () => {
    const bar = fc
      .array(fc.integer({ min: 109_900, max: 110_100 }), { minLength: 4, maxLength: 4 })
      .map((all) => all.sort((a, b) => a - b))
      .chain(([l, a, b, h]) => fc.constantFrom([a, h, l, b], [b, h, l, a]))
      .map((prices) => prices.map((price) => price! / 1e5))
    const unknown = fc.constant([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
    const rows = fc.array(fc.tuple(bar, fc.oneof(bar, unknown), fc.oneof(bar, unknown)), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(rows, fc.constantFrom('mid' as const, 'bid' as const), (all, basis) => {
        const column = (side: number, n: number) => Float64Array.from(all, (row) => row[side]![n]!)
        const named = Object.fromEntries(
          ['', 'b', 'a'].flatMap((side, s) =>
            ['o', 'h', 'l', 'c'].map((field, n) => [`${side}${field}`, column(s, n)]),
          ),
        )
        const tMs = Float64Array.from(all, (_, i) => WINTER_17 + i * 1_800_000)
        const series = { ...one('EUR_USD', 0), ...named, tMs, v: tMs, basis } as CandleSeries
        const before = SERIES_COLUMNS.map((name) => [...series[name]])
        const both = bidAskOf(series, EUR, model, nyHour)
        expect(SERIES_COLUMNS.map((name) => [...series[name]])).toEqual(before)
        for (let i = 0; i < all.length; i++) {
          for (const field of ['o', 'h', 'l', 'c'] as const) {
            expect(both[`a${field}`][i]! - both[`b${field}`][i]!).toBeGreaterThan(0.0000099)
          }
          for (const side of ['a', 'b'] as const) {
            expect(both[`${side}h`][i]!).toBeGreaterThan(Math.max(both[`${side}o`][i]!, both[`${side}c`][i]!) - 1e-10)
            expect(both[`${side}l`][i]!).toBeLessThan(Math.min(both[`${side}o`][i]!, both[`${side}c`][i]!) + 1e-10)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
