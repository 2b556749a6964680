/** Rounding to the grid of prices and units: what a trader expects of each price, and laws over random ones. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { floorUnits, gridScale, onGrid, priceBoundOf, roundAgainst, slippedPrice } from '../../operators/grid.js'

const EUR_USD = gridScale(5)
const USD_JPY = gridScale(3)
const BUY = true
const SELL = false

describe('prices', () => {
  test.each([
    [1.100004, EUR_USD, 1.1],
    [1.100006, EUR_USD, 1.10001],
    [1.100014999, EUR_USD, 1.10001],
    [150.0004, USD_JPY, 150],
    [150.0006, USD_JPY, 150.001],
    [Number.NaN, EUR_USD, Number.NaN],
  ])('%f rounds to the nearest tick of 1/%i: %f', (price, scale, nearest) => expect(onGrid(price, scale)).toBe(nearest))

  test.each([
    ['a buy pays more', 1.100001, EUR_USD, BUY, 1.10001],
    ['a sell gets less', 1.100009, EUR_USD, SELL, 1.1],
    ['on the grid, bought', 1.10001, EUR_USD, BUY, 1.10001],
    ['on the grid, sold', 1.10001, EUR_USD, SELL, 1.10001],
    ['an ulp above the grid is on it', 1.10001 + 2 ** -52, EUR_USD, BUY, 1.10001],
    ['an ulp below the grid is on it', 1.10001 - 2 ** -52, EUR_USD, SELL, 1.10001],
    ['yen have three decimals', 150.0001, USD_JPY, BUY, 150.001],
    ['no price stays none', Number.NaN, USD_JPY, SELL, Number.NaN],
  ] as const)('against us: %s', (_, price, scale, buy, rounded) =>
    expect(roundAgainst(price, scale, buy)).toBe(rounded),
  )

  test.each([
    ['a buy, 0.2 bps', 1.1, 0.2, EUR_USD, BUY, 1.10003],
    ['a sell, 0.2 bps', 1.1, 0.2, EUR_USD, SELL, 1.09997],
    ['yen, 1 bps', 150, 1, USD_JPY, SELL, 149.985],
    ['no slippage rounds only', 1.100001, 0, EUR_USD, BUY, 1.10001],
  ] as const)('slipped: %s', (_, price, bps, scale, buy, filled) =>
    expect(slippedPrice(price, bps, scale, buy)).toBe(filled),
  )

  test.each([
    ['a buy: ask + 3 spreads of 1 pip', 1.1, 1.1001, BUY, 3, EUR_USD, 1.1004],
    ['a sell: bid - 3 spreads of 1 pip', 1.1, 1.1001, SELL, 3, EUR_USD, 1.0997],
    ['a tight spread: 1 bp, rounded outward', 1.1, 1.10001, BUY, 3, EUR_USD, 1.10013],
    ['a tight spread sold: 1 bp, rounded outward', 1.10005, 1.10006, SELL, 3, EUR_USD, 1.09993],
    ['no quote, no bound', Number.NaN, Number.NaN, BUY, 3, EUR_USD, Number.NaN],
  ] as const)('bound of %s', (_, bid, ask, buy, spreads, scale, bound) =>
    expect(priceBoundOf(bid, ask, buy, spreads, scale)).toBe(bound),
  )

  test('property: against us, by less than a tick, and a rounded price stays', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 200, noNaN: true }),
        fc.boolean(),
        fc.constantFrom(3, 5),
        (price, buy, decimals) => {
          const scale = gridScale(decimals)
          const rounded = roundAgainst(price, scale, buy)
          expect(Number(rounded.toFixed(decimals))).toBe(rounded)
          expect(buy ? rounded >= price - 1e-9 : rounded <= price + 1e-9).toBe(true)
          expect(Math.abs(rounded - price)).toBeLessThan(1 / scale)
          expect(roundAgainst(rounded, scale, !buy)).toBe(rounded)
          expect(onGrid(rounded, scale)).toBe(rounded)
        },
      ),
    )
  })
})

describe('units', () => {
  test.each([
    [1999.9, 1, 1999],
    [-1999.9, 1, -1999],
    [0.4, 1, 0],
    [1.29, 10, 1.2],
    [-1.29, 10, -1.2],
    // Off the grid only in the last bits: 0.1 + 0.2 lies above 0.3, 2000 less 2^-42 below 2000.
    [0.1 + 0.2, 10, 0.3],
    [2000 - 2 ** -42, 1, 2000],
    [2000 - 1e-6, 1, 1999],
    [Number.NaN, 1, Number.NaN],
  ])('%f in steps of 1/%i are %f', (units, scale, floored) => expect(floorUnits(units, scale)).toBe(floored))

  test('property: toward zero, by less than a step, and floored units stay', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e8, max: 1e8, noNaN: true }), fc.constantFrom(0, 1, 2), (units, decimals) => {
        const scale = gridScale(decimals)
        const floored = floorUnits(units, scale)
        expect(Math.abs(floored)).toBeLessThanOrEqual(Math.abs(units) * (1 + 1e-11))
        expect(Math.abs(units) - Math.abs(floored)).toBeLessThan(1 / scale)
        expect(Math.abs(floorUnits(floored, scale))).toBe(Math.abs(floored))
      }),
    )
  })
})
