import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textTime } from '../../../../sources/files/formats/text-time.js'

const shown = ({ ms, zoned }: ReturnType<typeof textTime>): string =>
  Number.isNaN(ms) ? 'no time' : `${new Date(ms).toISOString().slice(0, 23)}${zoned ? ' UTC' : ''}`

test.each([
  ['2024-02-26 00:01', '2024-02-26T00:01:00.000'],
  ['2024-02-26T00:01:02', '2024-02-26T00:01:02.000'],
  ['2024.02.26 00:01', '2024-02-26T00:01:00.000'],
  ['2024/02/26 00:01:00', '2024-02-26T00:01:00.000'],
  ['20240226 00:01:00', '2024-02-26T00:01:00.000'],
  ['2024-02-26T00:01:00.123456789Z', '2024-02-26T00:01:00.123 UTC'],
  ['2024-02-26T00:01:00.5Z', '2024-02-26T00:01:00.500 UTC'],
  ['2024-02-26T00:01:00.000000000Z', '2024-02-26T00:01:00.000 UTC'],
  ['2024-02-26 00:01:00+00:00', '2024-02-26T00:01:00.000 UTC'],
  ['2024-02-26 00:00:00-0500', '2024-02-26T05:00:00.000 UTC'],
  ['2024-02-26T00:00:00-05', '2024-02-26T05:00:00.000 UTC'],
  ['2024-02-26 05:30:00 +05:30', '2024-02-26T00:00:00.000 UTC'],
  ['2024-02-26 00:00 UTC', '2024-02-26T00:00:00.000 UTC'],
  ['2024-02-26 02:00 GMT+0200', '2024-02-26T00:00:00.000 UTC'],
  ['2024-02-29 00:00', '2024-02-29T00:00:00.000'],
])('%s', (text, expected) => expect(shown(textTime(text))).toBe(expected))

test.each([
  '2023-02-29 00:00',
  '2024-02-30 00:00',
  '2024-04-31 00:00',
  '2024-13-01 00:00',
  '2024-25-01 00:00',
  '2024-00-01 00:00',
  '2024-01-00 00:00',
  '2024-01-32 00:00',
  '2024-01-01 24:00',
  '2024-01-01 00:60',
  '2024-01-01 00:00:60',
  '2024-01-01 00:00+15:00',
  '2024-01-01 00:00+05:60',
  '2024-1-1 00:00',
  '2024-01/01 00:00',
  '2024-01-01',
  '2024-01-01 00:00 EST',
  '2024-01-01 00:00 AM',
  ' 2024-01-01 00:00',
  'Mon Feb 26 2024 00:00:00',
  '1708905600000',
  '',
])('no time: "%s"', (text) => expect(shown(textTime(text))).toBe('no time'))

test.each([
  ['26.02.2024 00:01:00.000', '2024-02-26T00:01:00.000'],
  ['01.02.2024 00:00:00.000 GMT+0100', '2024-01-31T23:00:00.000 UTC'],
  ['01.25.2024 00:00:00.000', 'no time'],
  ['2024.02.26 00:00', 'no time'],
])('day first: %s', (text, expected) => expect(shown(textTime(text, 'dmy'))).toBe(expected))

test('a part of a minute stays, however small', () => {
  expect(textTime('2024-02-26 00:00:00.000000001').ms % 60_000).not.toBe(0)
})

test('every minute that exists is read, whatever the zone of the machine', () => {
  const zone = process.env['TZ']
  try {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1971-01-01Z'), max: new Date('2099-12-31Z'), noInvalidDate: true }),
        fc.integer({ min: -12 * 60, max: 14 * 60 }),
        fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata'),
        (date, aheadMinutes, machine) => {
          process.env['TZ'] = machine
          const wall = new Date(date.getTime() + aheadMinutes * 60_000).toISOString().slice(0, 19)
          const ahead = Math.abs(aheadMinutes)
          const two = (n: number) => String(n).padStart(2, '0')
          const offset = `${aheadMinutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`
          const ms = Math.floor(date.getTime() / 1000) * 1000
          expect(textTime(`${wall}${offset}`)).toEqual({ ms, zoned: true })
          expect(textTime(wall)).toEqual({ ms: ms + aheadMinutes * 60_000, zoned: false })
        },
      ),
    )
  } finally {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  }
})
