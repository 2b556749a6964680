/** Is B better than A? Ledoit and Wolf on common days, with Holm over the comparisons. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareSharpe, type DailyReturns } from '../../../studies/report/sharpe-comparison.js'
import { sharpeDifference } from '../../../studies/statistics/relation/sharpe-difference.js'

const DAYS = 60
/** Whole numbers that look random and are the same everywhere. */
const noise = (seed: number, n: number) => ((seed * 7919 + n * n * 104729 + n * 1299709) % 2001) / 1000 - 1
const record = (mean: number, seed: number, days = DAYS): DailyReturns =>
  new Map(Array.from({ length: days }, (_, n) => [`day ${String(n).padStart(3, '0')}`, mean + noise(seed, n)]))
const base = record(0, 1)

describe('compareSharpe', () => {
  test.each<[string, DailyReturns, string, number]>([
    ['a record that gains every day', record(3, 2), 'better', DAYS],
    ['one that loses every day', record(-3, 2), 'worse', DAYS],
    ['other noise', record(0, 5), 'undecided', DAYS],
    ['19 days', record(3, 2, 19), 'undecided', 19],
    ['20 days', record(3, 2, 20), 'better', 20],
    ['the same record', base, 'undecided', DAYS],
    ['a record that never changes', new Map([...base.keys()].map((day) => [day, 0])), 'undecided', DAYS],
    ['no day in common', new Map([...record(3, 2)].map(([day, value]) => [`${day}b`, value])), 'undecided', 0],
  ])('%s', (_, other, verdict, days) => {
    expect(compareSharpe(base, [other])[0]).toMatchObject({ verdict, days })
  })

  test('what cannot be computed is null', () => {
    const still = new Map([...base.keys()].map((day) => [day, 0]))
    const short = record(3, 2, 19)
    expect(compareSharpe(base, [null, base, still, short])).toEqual([
      null,
      { days: DAYS, difference: 0, pValue: null, verdict: 'undecided' },
      { days: DAYS, difference: null, pValue: null, verdict: 'undecided' },
      { days: 19, difference: null, pValue: null, verdict: 'undecided' },
    ])
  })

  test('one comparison is the prewhitened test itself, on the common days in their order', () => {
    const other = new Map([...record(0.4, 3)].reverse().slice(10))
    const common = [...base.keys()].slice(0, DAYS - 10)
    const expected = sharpeDifference(
      common.map((day) => other.get(day)!),
      common.map((day) => base.get(day)!),
    )
    expect(compareSharpe(base, [other])[0]).toMatchObject({
      days: DAYS - 10,
      difference: expected.difference,
      pValue: expected.hacPrewhitened.pValue,
    })
  })

  test('the smallest of three p counts three times; what cannot be tested counts as none', () => {
    const single = (other: DailyReturns) => compareSharpe(base, [other])[0]!.pValue!
    const others = [record(0.1, 2), record(0, 5), record(-0.1, 7)]
    const p = others.map(single)
    expect(Math.min(...p)).toBe(p[0])
    const all = compareSharpe(base, [null, others[0]!, base, others[1]!, record(3, 2, 19), others[2]!])
    expect(all[1]!.pValue).toBeCloseTo(p[0]! * 3, 12)
    expect([compareSharpe(base, [others[0]!])[0]!.verdict, all[1]!.verdict]).toEqual(['better', 'undecided'])
  })

  test('A against B is B against A with the other sign', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 20, maxLength: 40 })
    fc.assert(
      fc.property(fc.tuple(values, values), ([a, b]) => {
        const of = (list: readonly number[]): DailyReturns => new Map(list.map((value, n) => [`d${100 + n}`, value]))
        const [ab, ba] = [compareSharpe(of(a), [of(b)])[0]!, compareSharpe(of(b), [of(a)])[0]!]
        expect(ba.days).toBe(ab.days)
        expect(ba.difference ?? 0).toBeCloseTo(-(ab.difference ?? 0), 9)
        if (ab.pValue !== null && ba.pValue !== null) expect(ba.pValue).toBeCloseTo(ab.pValue, 6)
      }),
    )
  })
})
