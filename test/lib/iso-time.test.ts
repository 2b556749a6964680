/** Which texts are times, in any time zone of the machine. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseIsoTime } from '../../lib/iso-time.js'

describe.each(['UTC', 'Asia/Tokyo', 'America/New_York'])('parseIsoTime in %s', (zone) => {
  const before = process.env['TZ']
  beforeEach(() => {
    process.env['TZ'] = zone
  })
  afterEach(() => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })

  test.each<[string, string]>([
    ['2024-06-30', '2024-06-30T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2024-06-30T08:15', '2024-06-30T08:15:00.000Z'],
    ['2024-06-30 08:15', '2024-06-30T08:15:00.000Z'],
    ['2024-06-30T08:15:30', '2024-06-30T08:15:30.000Z'],
    ['2024-06-30T08:15:30.250Z', '2024-06-30T08:15:30.250Z'],
    ['2024-06-30T08:15+09:00', '2024-06-29T23:15:00.000Z'],
    ['2024-06-30T24:00Z', '2024-07-01T00:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(new Date(parseIsoTime(text)).toISOString()).toBe(time)
  })

  test.each([
    ...['', '5', '-1', '2024', '2024-06', '20240630', '1717200000', 'NaN', 'soon', 'June 5 2024', '05/12/2014'],
    ...['2024-06-31', '2023-02-29', '2024-13-01', '2024-00-01', '2024-06-00', '2024-06-30T25:00', '2024-06-30T08:60'],
    ...['2024-06-30T08', '2024-06-30Z', ' 2024-06-30', '2024-06-30\n', '２０２４-06-30', '2024-06-30T08:15+99:00'],
  ])('%j is none', (text) => {
    expect(parseIsoTime(text)).toBeNaN()
  })

  test('what isoTime writes is read as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }), (ms) => {
        expect(parseIsoTime(new Date(ms).toISOString())).toBe(ms)
      }),
    )
  })
})
