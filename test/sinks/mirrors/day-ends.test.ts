import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import { dayEnds } from '../../../sinks/mirrors/day-ends.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'

const at = (text: string) => Date.parse(`${text}:00Z`)
const days = (found: readonly number[]) => found.map((ms) => new Date(ms).toISOString().slice(0, 10))

describe('dayEnds', () => {
  test.each([
    [
      'midnight completes the previous day',
      ['2024-03-05T23:59', '2024-03-06T00:00', '2024-03-06T00:01'],
      ['2024-03-05'],
    ],
    ['the last minute is missing', ['2024-03-05T23:58', '2024-03-06T00:02'], ['2024-03-05']],
    ['Friday ends with the week', ['2024-03-08T21:58', '2024-03-08T21:59', '2024-03-10T21:06'], ['2024-03-08']],
    ['a day is open until its last minute', ['2024-03-05T23:59'], []],
    ['days before the start are unknown', ['2024-03-06T00:02', '2024-03-06T00:03'], []],
  ])('%s', (_, times, expected) => {
    const ends = dayEnds(isFxWeekMinute)
    expect(days(times.flatMap((time) => ends.take(at(time))))).toEqual(expected)
  })

  test('a control request between two minutes ends nothing', () => {
    const ends = dayEnds(isFxWeekMinute)
    ends.take(at('2024-03-05T23:59'))
    expect(ends.take(at('2024-03-06T00:05') + 7)).toEqual([])
    expect(days(ends.take(at('2024-03-06T00:06')))).toEqual(['2024-03-05'])
  })

  test('every day of candles ends once, in order, over any weeks and with any gaps', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 1, max: 97 }), (week, stride) => {
        const ends = dayEnds(isFxWeekMinute)
        const seen = new Set<number>()
        const found: number[] = []
        const startMs = Date.UTC(2020, 0, 5) + week * 7 * DAY_MS
        for (let ts = startMs; ts < startMs + 9 * DAY_MS; ts += stride * MINUTE_MS) {
          if (!isFxWeekMinute(ts)) continue
          seen.add(Math.floor((ts - MINUTE_MS) / DAY_MS) * DAY_MS)
          found.push(...ends.take(ts))
        }
        const expected = [...seen]
        // The last day may still be open at the end of the test.
        expect([expected, expected.slice(0, -1)]).toContainEqual(found)
      }),
      { numRuns: 100 },
    ))
})
