import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  protectionLeaves,
  type ProtectionRule,
  type StopMarket,
  stopDistanceOf,
  takeDistanceOf,
} from '../../../operators/strategy/protection.js'

const ruleOf = (change: Partial<ProtectionRule> = {}) => z.strictObject(protectionLeaves).parse(change)
/** EUR_USD at 1.1 with a spread of 2 pips; the ATR is 10 pips, a median bucket has 9. */
const QUIET: StopMarket = { bid: 1.0999, ask: 1.1001, pip: 1e-4, atr: 1e-3, rangeMedian: 9e-4 }
const none = Number.NaN

describe('stop and take profit', () => {
  test.each<[string, Partial<StopMarket>, Partial<ProtectionRule>, number, number]>([
    // what, market, rule, stop, take
    ['1.8 ATR, and 1.5 times that', {}, {}, 0.0018, 0.0027],
    ['20 pips before an ATR exists', { atr: none, rangeMedian: none }, {}, 0.002, 0.003],
    ['never nearer than 3 spreads', { atr: 1e-5 }, {}, 0.0006, 0.0009],
    // A candle with its high ten times too high.
    ['never farther than 1.8 times 6 median ranges', { atr: 0.77 }, {}, 0.00972, 0.01458],
    ['whatever the candle was multiplied by', { atr: 8e7 }, {}, 0.00972, 0.01458],
    ['an ATR without an end', { atr: Infinity }, {}, 0.00972, 0.01458],
    ['3 % of the price without a median', { atr: 0.77, rangeMedian: none }, {}, 0.033, 0.0495],
    ['where the price stood still for half a day', { atr: 0.77, rangeMedian: 0 }, {}, 0.033, 0.0495],
    ['whatever the ranges', { atr: 0.77, rangeMedian: 0.5 }, {}, 0.033, 0.0495],
    ['fewer median ranges', { atr: 0.77 }, { stopMaxAtr: 2 }, 0.00324, 0.00486],
    ['a lower ceiling', { atr: 0.77 }, { stopMaxPct: 0.2 }, 0.0022, 0.0033],
    ['never below 3 spreads', { atr: 0.77, rangeMedian: 1e-5 }, {}, 0.0006, 0.0009],
    ['20 pips have a ceiling too', { atr: none }, { stopMaxPct: 0.1 }, 0.0011, 0.00165],
    ['fixed', {}, { takeMode: 'fixed', takePips: 30 }, 0.0018, 0.003],
    ['fixed, at most the ceiling times the ratio', {}, { takeMode: 'fixed', takePips: 9999 }, 0.0018, 0.0495],
    ['fixed, at least the floor times the ratio', {}, { takeMode: 'fixed', takePips: 1 }, 0.0018, 0.0009],
    ['half of the price at most', { atr: 0.77, rangeMedian: none }, { takeRiskReward: 100 }, 0.033, 0.55],
    ['3 spreads just below 3 %', { bid: 1.0895, ask: 1.1 }, {}, 0.0315, 0.04725],
    ['3 spreads above 3 %: no entry', { bid: 1.0885, ask: 1.1 }, {}, none, none],
    ['no quote: no entry', { bid: none }, {}, none, none],
  ])('%s', (_, market, rule, stop, take) => {
    const [seen, made] = [{ ...QUIET, ...market }, ruleOf(rule)]
    const distance = stopDistanceOf(made, seen)
    const point = (value: number) => Math.round(value * 1e6) / 1e6
    expect([distance, takeDistanceOf(made, distance, seen)].map(point)).toEqual([stop, take])
  })
})

test('a stop lies within its bounds, no price is below zero, whatever a candle was', () => {
  const wild = fc.oneof(fc.double({ min: 0 }), fc.double({ min: 0, max: 0.01 }), fc.constant(none))
  const market = fc
    .record({
      bid: fc.double({ min: 0.5, max: 200, noNaN: true }),
      spread: fc.double({ min: 0, max: 2, noNaN: true }),
      atr: wild,
      rangeMedian: wild,
    })
    .map(({ spread, ...rest }): StopMarket => ({ ...rest, ask: rest.bid + spread, pip: 1e-4 }))
  const rule = fc
    .record({
      stopAtrK: fc.double({ min: 0.01, max: 100, noNaN: true }),
      stopMaxPct: fc.double({ min: 0.01, max: 50, noNaN: true }),
      takeRiskReward: fc.double({ min: 0.01, max: 100, noNaN: true }),
      takeMode: fc.constantFrom('atr' as const, 'fixed' as const),
    })
    .map(ruleOf)
  fc.assert(
    fc.property(rule, market, (made, seen) => {
      const mid = (seen.bid + seen.ask) / 2
      const stop = stopDistanceOf(made, seen)
      if (Number.isNaN(stop)) {
        expect(3 * (seen.ask - seen.bid) <= (made.stopMaxPct / 100) * mid).toBe(false)
        return
      }
      expect(stop).toBeGreaterThanOrEqual(3 * (seen.ask - seen.bid))
      expect(stop).toBeLessThanOrEqual((made.stopMaxPct / 100) * mid)
      const take = takeDistanceOf(made, stop, seen)
      expect(take).toBeGreaterThanOrEqual(0)
      expect(take).toBeLessThan(mid)
    }),
    { numRuns: 2000 },
  )
})
