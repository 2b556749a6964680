import { expect, test } from 'vitest'
import { sourceClock } from '../../../../sources/files/formats/source-clock.js'

const NOON = Date.UTC(2024, 6, 1, 12)

test.each([
  ['UTC', 0],
  ['UTC-12', 12],
  ['UTC+14', -14],
  ['UTC+05:30', -5.5],
  ['Europe/Kyiv', -3],
  ['America/New_York', 4],
  ['ny-close', -3],
])('noon by the clock %s in July is %s h from noon UTC', (tz, hours) => {
  expect((sourceClock(tz)(NOON) - NOON) / 3_600_000).toBe(hours)
})

test.each([
  'UTC+99',
  'UTC-13',
  'UTC+14:30',
  'UTC+15',
  'UTC+05:60',
  'UTC 5',
  '+05:30',
  '-5',
  '',
  'Mars',
  'Europe',
  'ny',
])('no zone: "%s"', (tz) => expect(() => sourceClock(tz)).toThrow(/^--tz /))
