import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { candleEndMs, candleLengthMs, candleStartMs } from '../../../sources/oanda/granularity.js'
import { HOUR_MS } from '../../../lib/time-units.js'

const at = (text: string) => Date.parse(text)
const text = (tsMs: number) => new Date(tsMs).toISOString().slice(0, 16)
const NAMES = ['M1', 'M2', 'M4', 'M5', 'M10', 'M15', 'M30', 'H1', 'H2', 'H3', 'H4', 'H6', 'H8', 'H12', 'D', 'W']

describe('where candles begin and end', () => {
  test.each([
    // Winter: 17:00 New York is 22:00 UTC; summer: 21:00.
    ['D', '2026-01-07T12:00Z', '2026-01-06T22:00', '2026-01-07T22:00'],
    ['D', '2026-07-08T12:00Z', '2026-07-07T21:00', '2026-07-08T21:00'],
    ['D', '2026-07-08T21:00Z', '2026-07-08T21:00', '2026-07-09T21:00'],
    ['H4', '2026-07-08T12:00Z', '2026-07-08T09:00', '2026-07-08T13:00'],
    ['H4', '2026-01-07T12:00Z', '2026-01-07T10:00', '2026-01-07T14:00'],
    // The days on which the clocks of New York change: 23 and 25 hours.
    ['D', '2026-03-08T12:00Z', '2026-03-07T22:00', '2026-03-08T21:00'],
    ['D', '2026-11-01T12:00Z', '2026-10-31T21:00', '2026-11-01T22:00'],
    // London changes on another day, and that does not matter.
    ['D', '2026-03-29T12:00Z', '2026-03-28T21:00', '2026-03-29T21:00'],
    // Weeks begin on Friday.
    ['W', '2026-07-08T12:00Z', '2026-07-03T21:00', '2026-07-10T21:00'],
    ['M5', '2026-07-08T12:03Z', '2026-07-08T12:00', '2026-07-08T12:05'],
    ['H1', '2026-07-08T12:00Z', '2026-07-08T12:00', '2026-07-08T13:00'],
  ])('%s at %s', (name, tsText, from, to) => {
    expect(text(candleStartMs(name, at(tsText)))).toBe(from)
    expect(text(candleEndMs(name, at(tsText)))).toBe(to)
  })

  test('each moment lies in its candle, and candles follow without hole', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.integer({ min: at('2005-01-01'), max: at('2032-01-01') }),
        (name, tsMs) => {
          const [startMs, endMs] = [candleStartMs(name, tsMs), candleEndMs(name, tsMs)]
          expect(startMs).toBeLessThanOrEqual(tsMs)
          expect(endMs).toBeGreaterThan(tsMs)
          expect(Math.abs(endMs - startMs - candleLengthMs(name))).toBeLessThanOrEqual(HOUR_MS)
          expect(candleStartMs(name, startMs)).toBe(startMs)
          expect(candleEndMs(name, startMs)).toBe(endMs)
          expect(candleStartMs(name, endMs)).toBe(endMs)
          expect(candleStartMs(name, endMs - 1)).toBe(startMs)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('unknown ones are refused', () => expect(() => candleLengthMs('S5')).toThrow('granularity S5'))
})
