import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  blackoutEdge,
  blackoutRule,
  concerns,
  DEFAULT_BLACKOUTS,
  isBlackout,
} from '../../../operators/calendar/blackout.js'
import { DAY } from '../../support/wall-clock.js'

const at = (text: string) => Date.parse(`${text}Z`)
const dark = (utc: string) => DEFAULT_BLACKOUTS.some((rule) => isBlackout(rule, at(utc)))

describe('defaults', () => {
  test.each([
    ['2024-12-23T23:59', false],
    ['2024-12-24T00:00', true],
    ['2024-12-26T23:59', true],
    ['2024-12-27T00:00', false],
    ['2024-12-30T23:59', false],
    ['2024-12-31T00:00', true],
    ['2025-01-01T23:59', true],
    ['2025-01-02T00:00', false],
  ])('%s: %s', (utc, expected) => expect(dark(utc)).toBe(expected))
})

describe('rules', () => {
  test.each([
    [{ from: '2024-12-24', to: '2024-12-24' }, /later/],
    [{ from: '2024-12-24', to: '12-25' }, /year/],
    [{ from: '02-30', to: '03-01' }, /not a date|Invalid/],
    [{ from: '2024-12-24', to: '2024-12-25', currencies: ['euro'] }, /./],
    [{ from: '2024-12-24', to: '2024-12-25', pairs: [] }, /pairs/],
  ])('%j is refused', (rule, message) => {
    const result = blackoutRule.safeParse(rule)
    expect(result.success).toBe(false)
    expect(JSON.stringify(result.error?.issues)).toMatch(message)
  })

  test('with times of day, for one currency', () => {
    const rule = blackoutRule.parse({ from: '2015-01-15T09:00:00Z', to: '2015-01-15T15:00:00Z', currencies: ['CHF'] })
    expect(concerns(rule, ['EUR', 'CHF'])).toBe(true)
    expect(concerns(rule, ['EUR', 'USD'])).toBe(false)
    expect(isBlackout(rule, at('2015-01-15T08:59:59'))).toBe(false)
    expect(isBlackout(rule, at('2015-01-15T09:00'))).toBe(true)
    expect(isBlackout(rule, at('2015-01-15T15:00'))).toBe(false)
    expect(blackoutEdge(rule, at('2015-01-15T15:00'))).toBe(Number.POSITIVE_INFINITY)
  })

  test('property: the answer changes at the edge and not before', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DEFAULT_BLACKOUTS, { from: '2020-02-29', to: '2021-03-01' }, { from: '02-28', to: '03-01' }),
        fc.integer({ min: at('2000-01-01T00:00') / DAY, max: at('2036-01-01T00:00') / DAY }),
        fc.integer({ min: 0, max: DAY - 1 }),
        (rule, day, rest) => {
          const tsMs = day * DAY + rest
          const edge = blackoutEdge(rule, tsMs)
          expect(edge).toBeGreaterThan(tsMs)
          if (edge === Number.POSITIVE_INFINITY) return
          expect(isBlackout(rule, edge - 1)).toBe(isBlackout(rule, tsMs))
          expect(isBlackout(rule, edge)).toBe(!isBlackout(rule, tsMs))
        },
      ),
      { numRuns: 500 },
    )
  })
})
