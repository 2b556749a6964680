import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { isZone, offsetAt, offsetIn, utcOf, zoneOffsets, zoneTable } from '../../../operators/calendar/zone.js'
import { HOUR } from '../../support/wall-clock.js'

const at = (text: string) => Date.parse(`${text}Z`)

describe('offsets', () => {
  test('New York in 2024: two changes', () => {
    const table = zoneOffsets('America/New_York', at('2024-01-01T00:00'), at('2025-01-01T00:00'))
    expect(Array.from(table.atMs)).toEqual([at('2024-01-01T00:00'), at('2024-03-10T07:00'), at('2024-11-03T06:00')])
    expect(Array.from(table.offsetMs, (ms) => ms / HOUR)).toEqual([-5, -4, -5])
  })

  test('the table agrees with a part of it computed alone; times beyond the ends take the nearest offset', () => {
    const part = zoneOffsets('Australia/Sydney', at('2010-01-01T00:00'), at('2012-01-01T00:00'))
    const whole = zoneTable('Australia/Sydney')
    for (let tsMs = at('2010-01-01T00:00'); tsMs < at('2012-01-01T00:00'); tsMs += 5 * HOUR + 1) {
      expect(offsetIn(part, tsMs)).toBe(offsetAt(whole, tsMs))
    }
    expect(offsetIn(part, 0)).toBe(11 * HOUR)
    expect(offsetIn(part, at('2030-07-01T00:00'))).toBe(11 * HOUR)
    expect(zoneTable('Australia/Sydney')).toBe(whole)
    expect(offsetAt(whole, at('1900-01-01T00:00'))).toBe(offsetAt(whole, at('1970-01-01T00:00')))
    expect(offsetAt(whole, Number.NaN)).toBe(offsetAt(whole, 0))
    expect(offsetAt(whole, at('2150-07-01T00:00'))).toBe(offsetAt(whole, at('2099-12-31T00:00')))
  })

  test('eras join without seams: on every day of 130 years the table equals one span computed at once', () => {
    const whole = zoneOffsets('America/New_York', at('1970-01-01T00:00'), at('2100-01-01T00:00'))
    const table = zoneTable('America/New_York')
    let different = 0
    for (let tsMs = at('1970-01-01T00:00'); tsMs < at('2100-01-01T00:00'); tsMs += 6 * HOUR) {
      if (offsetAt(table, tsMs) !== offsetIn(whole, tsMs)) different++
    }
    expect(different).toBe(0)
  })

  test('wall clock to instant: skipped times move on, repeated times are the first', () => {
    const london = zoneTable('Europe/London')
    expect(utcOf(london, at('2024-07-01T08:00'))).toBe(at('2024-07-01T07:00'))
    expect(utcOf(london, at('2024-03-31T01:30'))).toBe(at('2024-03-31T01:30')) // shows 02:30
    expect(utcOf(london, at('2024-10-27T01:30'))).toBe(at('2024-10-27T00:30')) // BST
  })

  test.each(['America/New_York', 'Europe/London', 'Asia/Tokyo', 'Australia/Sydney'])(
    'the table of %s has the transitions that Temporal knows, 2000 to 2035',
    (zone) => {
      const fromMs = at('2000-01-01T00:00')
      const toMs = at('2036-01-01T00:00')
      const expected: [number, number][] = []
      let moment = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
      while (moment && moment.epochMilliseconds < toMs) {
        expected.push([moment.epochMilliseconds, moment.offsetNanoseconds / 1e6])
        moment = moment.getTimeZoneTransition('next')
      }
      const table = zoneOffsets(zone, fromMs, toMs)
      const found = Array.from(table.atMs, (ms, i) => [ms, table.offsetMs[i]]).slice(1)
      expect(found).toEqual(expected)
    },
  )

  test('unknown zones', () => {
    expect(isZone('Europe/Paris')).toBe(true)
    expect(isZone('Mars/Olympus')).toBe(false)
    expect(() => zoneTable('Mars/Olympus')).toThrow(/Mars/)
  })
})
