import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { createJudge, type Implausible, type JudgedCandle } from '../../../sources/plausibility/judge-candles.js'

/** Tuesday noon. */
const START = Date.UTC(2024, 2, 5, 12)
const FRIDAY_LAST = Date.UTC(2024, 2, 8, 21, 58)
const SUNDAY_FIRST = Date.UTC(2024, 2, 10, 21, 5)
const bar = (minute: number, close: number, more: Partial<JudgedCandle> = {}): JudgedCandle => ({
  tMs: START + minute * MINUTE_MS,
  high: close * 1.0001,
  low: close * 0.9999,
  close,
  ...more,
})
/** `n` quiet minutes around 1.1, each with a range of 2 bps. */
const quiet = (n: number): JudgedCandle[] => Array.from({ length: n }, (_, i) => bar(i, i % 2 ? 1.1 : 1.1001))
/** Which of the candles are refused, by index. */
const refusedOf = (
  candles: readonly JudgedCandle[],
  instrument = 'EUR_USD',
  quotes: readonly number[] = [],
): number[] => {
  const { judge } = createJudge(instrument)
  return candles.flatMap((candle, i) => (judge(candle, quotes[i]) ? [i] : []))
}
const after60 = (...candles: readonly JudgedCandle[]) => refusedOf([...quiet(60), ...candles]).map((i) => i - 60)

describe('one candle after 60 quiet ones', () => {
  test.each<[string, JudgedCandle, boolean]>([
    ['quiet', bar(60, 1.1), false],
    ['a high times 10', bar(60, 1.1, { high: 11 }), true],
    ['a high times 1e9', bar(60, 1.1, { high: 1.1e9 }), true],
    ['a low of a tenth', bar(60, 1.1, { low: 0.11 }), true],
    ['a close times 1.04', bar(60, 1.144), true],
    // 300 ranges of 2.2 pips are 6 %.
    ['4 % away is not 300 median ranges where a range is 2 bps', bar(60, 1.1 * 1.04), true],
    ['2.9 % away', bar(60, 1.1 * 1.029), false],
  ])('%s', (_, candle, isRefused) => {
    const still = quiet(60).map((one) => ({ ...one, high: one.close * 1.00004, low: one.close * 0.99996 }))
    expect(refusedOf([...still, candle]).length > 0).toBe(isRefused)
  })

  test('both bounds: 300 median ranges and 3 %', () => {
    // A range of 2 bps: 300 of them are 6 %.
    expect(after60(bar(60, 1.1 * 1.05))).toEqual([])
    expect(after60(bar(60, 1.1 * 1.07))).toEqual([0])
    expect(after60(bar(60, 1.1 * 0.93))).toEqual([0])
  })

  test('10 % at the first candle after a closed week, 3 % at the second', () => {
    const friday = quiet(61).map((one, i) => ({
      ...one,
      tMs: FRIDAY_LAST - (60 - i) * MINUTE_MS,
      high: one.close,
      low: one.close,
    }))
    const sunday = (close: number, minute = 0) => ({ ...bar(0, close), tMs: SUNDAY_FIRST + minute * MINUTE_MS })
    expect(refusedOf([...friday, sunday(1.1 * 1.09)])).toEqual([])
    expect(refusedOf([...friday, sunday(1.1 * 1.11)])).toEqual([61])
    expect(refusedOf([...friday, sunday(1.1), sunday(1.1 * 1.09, 1)])).toEqual([62])
  })
})

describe('a level that stays is believed', () => {
  test('the second of two candles that agree is taken, and the level is theirs', () => {
    const crash = [0.9, 0.91, 0.905, 0.9, 0.89].map((close, i) => bar(60 + i, close))
    expect(after60(...crash)).toEqual([0])
    // Back at once: that is a new jump.
    expect(after60(...crash, bar(65, 1.1), bar(66, 1.1))).toEqual([0, 5])
  })

  test('a quote within a quarter of the move confirms at once', () => {
    const crash = [...quiet(60), bar(60, 0.9), bar(61, 0.9)]
    const quotes = (quote: number) => [...Array.from({ length: 60 }, () => 1.1), quote]
    expect(refusedOf(crash, 'EUR_USD', quotes(0.94))).toEqual([])
    expect(refusedOf(crash, 'EUR_USD', quotes(0.96))).toEqual([60])
    expect(refusedOf(crash, 'EUR_USD', quotes(1.1))).toEqual([60])
    expect(refusedOf(crash, 'EUR_USD', quotes(Number.NaN))).toEqual([60])
  })

  test('a wild high is not confirmed by a quote where the market is', () =>
    expect(refusedOf([...quiet(60), bar(60, 1.1, { high: 11 })], 'EUR_USD', Array(61).fill(1.1))).toEqual([60]))

  test('two wild candles in turn do not make a level', () => {
    const candles = [bar(60, 11), bar(61, 0.11), bar(62, 1.1), bar(63, 1.1), bar(64, 11)]
    expect(after60(...candles)).toEqual([0, 4])
  })
})

test.each<[string, string, number, number, boolean]>([
  ['the usual price', 'EUR_USD', 1.1, Number.NaN, false],
  ['in points', 'EUR_USD', 110_000, Number.NaN, true],
  ['yen for euro', 'EUR_USD', 160, Number.NaN, true],
  ['a pair whose price is not known', 'TRY_ZAR', 1e6, Number.NaN, false],
  ['near the quote', 'EUR_USD', 1.1, 1.12, false],
  ['far from the quote', 'EUR_USD', 1.1, 1.2, true],
])('the very first candle: %s', (_, instrument, close, quote, isRefused) => {
  expect(createJudge(instrument).judge(bar(0, close), quote) !== null).toBe(isRefused)
})

test('before 60 closes: 3 % from the close before', () => {
  expect(refusedOf([bar(0, 1.1), bar(1, 1.13), bar(2, 1.16), bar(3, 1.2)])).toEqual([3])
})

test('after four weeks without a candle the next is a first one', () => {
  const later = (close: number) => [...quiet(60), bar(60 + 29 * 1440, close)]
  expect(refusedOf(later(1.4))).toEqual([])
  expect(refusedOf(later(140))).toEqual([60])
})

const walk = fc
  .array(
    fc.record({
      step: fc.constantFrom(1, 1, 1, 1, 5, 1440, 4000, 50_000),
      move: fc.oneof(
        { weight: 20, arbitrary: fc.double({ min: -0.001, max: 0.001, noNaN: true }) },
        fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      ),
      wild: fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, fc.constantFrom(10, 0.1, 1e9, 1.05)),
      range: fc.double({ min: 0, max: 0.002, noNaN: true }),
    }),
    { minLength: 1, maxLength: 200 },
  )
  .map((steps): JudgedCandle[] => {
    let minute = 0
    let price = 1.1
    return steps.map(({ step, move, wild, range }) => {
      minute += step
      price *= 1 + move
      const high = price * (1 + range)
      return {
        ...bar(minute, price),
        high: Math.max(high, high * wild),
        low: Math.min(price, price * wild) * (1 - range),
      }
    })
  })
const verdicts = (candles: readonly JudgedCandle[], instrument = 'EUR_USD'): (Implausible | null)[] => {
  const { judge } = createJudge(instrument)
  return candles.map((candle) => judge(candle))
}

describe('properties', () => {
  test('earlier candles alone decide', () => {
    fc.assert(
      fc.property(walk, fc.nat(), (candles, cut) => {
        const n = cut % candles.length
        expect(verdicts(candles.slice(0, n))).toEqual(verdicts(candles).slice(0, n))
      }),
    )
  })

  test('nothing is absent for more than one candle', () => {
    let refused = 0
    fc.assert(
      fc.property(walk, (candles) => {
        const all = verdicts(candles)
        for (const [i, verdict] of all.entries()) {
          if (verdict === null) continue
          refused++
          expect(all[i + 1] ?? null).toBeNull()
        }
      }),
      { numRuns: 1000 },
    )
    expect(refused).toBeGreaterThan(100)
  })

  test('a pair at twice the price is judged the same, whatever the unit', () => {
    fc.assert(
      fc.property(walk, fc.integer({ min: -20, max: 20 }), (candles, power) => {
        const factor = 2 ** power
        const scaled = candles.map(({ tMs, high, low, close }) => ({
          tMs,
          high: high * factor,
          low: low * factor,
          close: close * factor,
        }))
        const of = (list: readonly JudgedCandle[]) => verdicts(list, 'XXX_YYY').map((verdict) => verdict !== null)
        expect(of(scaled)).toEqual(of(candles))
      }),
    )
  })

  test('a calm market is never refused', () => {
    const calm = walk.map((candles) => candles.filter(({ high }) => high < 1.12).filter(({ low }) => low > 1.09))
    fc.assert(
      fc.property(calm, (candles) => {
        expect(verdicts(candles).filter(Boolean)).toEqual([])
      }),
    )
  })
})
