import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dailyBreak,
  fxWeekEdge,
  fxWeekEnd,
  isFxWeekMinute,
  newYorkRolls,
  nextRoll,
  nyHour,
  rolloverWindow,
  tradingDay,
  tradingDayCursor,
} from '../../../operators/calendar/new-york.js'
import { windowEdge, windowEnd } from '../../../operators/calendar/window.js'
import { DAY, HOUR, MINUTE, slowCalendar, wallClock } from '../../support/wall-clock.js'

const at = (text: string) => Date.parse(`${text}Z`)

describe('trading day', () => {
  test.each([
    // UTC, date on which the trading day ends, hour in New York
    ['2024-01-05T21:59', '2024-01-05', 16], // Friday before 17:00 EST
    ['2024-01-05T22:00', '2024-01-06', 17], // Friday 17:00 belongs to Saturday
    ['2024-01-07T22:00', '2024-01-08', 17], // Sunday 17:00 starts Monday
    ['2024-07-07T20:59', '2024-07-07', 16], // EDT: an hour earlier in UTC
    ['2024-07-07T21:00', '2024-07-08', 17],
    ['2024-02-29T12:00', '2024-02-29', 7],
    ['2023-12-31T22:00', '2024-01-01', 17],
  ])('%s is in %s', (utc, date, hour) => {
    expect(tradingDay(at(utc))).toBe(Date.parse(date) / DAY)
    expect(nyHour(at(utc))).toBe(hour)
  })

  test('rolls follow the clock changes of New York', () => {
    const rolls = Array.from(newYorkRolls(at('2024-03-08T22:00'), at('2024-03-12T21:00')), (t) =>
      new Date(t).toISOString().slice(0, 16),
    )
    expect(rolls).toEqual(['2024-03-08T22:00', '2024-03-09T22:00', '2024-03-10T21:00', '2024-03-11T21:00'])
  })

  test('property: the next roll is the first later 17:00, and the cursor agrees in any order', () => {
    const cursor = tradingDayCursor()
    fc.assert(
      fc.property(fc.integer({ min: at('2000-01-01T00:00') / 1000, max: at('2036-01-01T00:00') / 1000 }), (seconds) => {
        const tsMs = seconds * 1000
        const roll = nextRoll(tsMs)
        expect(roll).toBeGreaterThan(tsMs)
        expect(roll - tsMs).toBeLessThanOrEqual(25 * HOUR)
        expect(wallClock('America/New_York', roll).minute).toBe(17 * 60)
        expect(tradingDay(roll)).toBe(tradingDay(tsMs) + 1)
        expect(tradingDay(roll - 1)).toBe(tradingDay(tsMs))
        expect(cursor.at(tsMs)).toBe(tradingDay(tsMs))
        expect(cursor.endMs()).toBe(roll)
      }),
      { numRuns: 500 },
    )
  })
})

describe('FX week', () => {
  test.each([
    ['2024-01-05T21:58', true], // Friday 16:58 EST
    ['2024-01-05T21:59', false],
    ['2024-01-06T12:00', false],
    ['2024-01-07T22:04', false], // Sunday 17:04 EST
    ['2024-01-07T22:05', true],
    ['2024-01-08T22:02', true], // Monday's daily break is part of the week
    ['2024-03-10T21:04', false], // the Sunday on which US clocks change: EDT already
    ['2024-03-10T21:05', true],
  ])('%s: %s', (utc, open) => expect(isFxWeekMinute(at(utc))).toBe(open))

  test('property: the answer changes exactly at the edges', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('2000-01-01T00:00') / 1000, max: at('2036-01-01T00:00') / 1000 }), (seconds) => {
        const tsMs = seconds * 1000
        const edge = fxWeekEdge(tsMs)
        expect(edge).toBeGreaterThan(tsMs)
        expect(isFxWeekMinute(edge - 1)).toBe(isFxWeekMinute(tsMs))
        expect(isFxWeekMinute(edge)).toBe(!isFxWeekMinute(tsMs))
        if (isFxWeekMinute(tsMs)) expect(fxWeekEnd(tsMs)).toBe(edge)
      }),
      { numRuns: 500 },
    )
  })
})

test('break and rollover window: ends, edges, half-open', () => {
  const pause = dailyBreak()
  const roll = rolloverWindow()
  expect(windowEnd(pause, at('2024-01-08T21:58'))).toBeNaN()
  expect(windowEnd(pause, at('2024-01-08T21:59'))).toBe(at('2024-01-08T22:05'))
  expect(windowEnd(pause, at('2024-01-08T22:05'))).toBeNaN()
  expect(windowEnd(roll, at('2024-07-08T20:50'))).toBe(at('2024-07-08T21:15'))
  expect(windowEdge(roll, at('2024-07-08T20:50'))).toBe(at('2024-07-08T21:15'))
  expect(windowEdge(roll, at('2024-07-08T21:15'))).toBe(at('2024-07-09T20:50'))
})

test('every minute of the hour around each roll of a year agrees with the wall clock', () => {
  for (const roll of newYorkRolls(at('2025-01-01T00:00'), at('2026-01-01T00:00'))) {
    for (let tsMs = roll - 12 * MINUTE; tsMs < roll + 18 * MINUTE; tsMs += MINUTE) {
      const slow = slowCalendar(tsMs)
      const same =
        isFxWeekMinute(tsMs) === slow.week &&
        nyHour(tsMs) === slow.hour &&
        tradingDay(tsMs) === slow.tradingDay &&
        windowEnd(dailyBreak(), tsMs) > tsMs === slow.pause &&
        windowEnd(rolloverWindow(), tsMs) > tsMs === slow.rollover
      if (!same) expect.fail(new Date(tsMs).toISOString())
    }
  }
})
