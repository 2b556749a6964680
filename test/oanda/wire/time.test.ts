import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTime, parseNanoseconds, parseTime } from '../../../oanda/wire/time.js'

describe('times of the broker', () => {
  test.each([
    ['2018-06-27T09:36:12.964984863Z', Date.UTC(2018, 5, 27, 9, 36, 12, 964)],
    ['2016-10-17T19:35:00Z', Date.UTC(2016, 9, 17, 19, 35)],
    ['2024-10-02T21:00:00.000000000Z', Date.UTC(2024, 9, 2, 21)],
    ['1514852541.189833163', 1514852541189],
    ['1514852541', 1514852541000],
    ['0', 0],
    ['2018-06-27T09:36:12.9999999999Z', Date.UTC(2018, 5, 27, 9, 36, 12, 999)],
    ['2016-12-31T23:59:59.999999999Z', Date.UTC(2016, 11, 31, 23, 59, 59, 999)],
    ['2016-12-31T23:59:60.250000000Z', Date.UTC(2017, 0, 1, 0, 0, 0, 250)],
    ['2016-12-31T23:59:61Z', Number.NaN],
    ['2018-06-27 09:36:12Z', Number.NaN],
    ['2018-06-27T09:36:12+02:00', Number.NaN],
    ['2018-13-27T09:36:12Z', Number.NaN],
    ['-5', Number.NaN],
    ['', Number.NaN],
    ['NaN', Number.NaN],
    ['1e9', Number.NaN],
  ])('%s is %d', (text, tsMs) => expect(parseTime(text)).toBe(tsMs))

  test('nanoseconds are kept', () => {
    expect(parseNanoseconds('1514852541.189833163')).toBe(1514852541189833163n)
    expect(parseNanoseconds('2018-01-02T00:22:21.189833163Z')).toBe(1514852541189833163n)
  })

  test('both forms of an instant are equal, and a written time can be read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (tsMs) => {
        expect(parseTime(formatTime(tsMs))).toBe(tsMs)
        const seconds = `${Math.floor(tsMs / 1000)}.${String(tsMs % 1000).padStart(3, '0')}000000`
        expect(parseNanoseconds(seconds)).toBe(parseNanoseconds(formatTime(tsMs)))
      }),
    )
  })
})
