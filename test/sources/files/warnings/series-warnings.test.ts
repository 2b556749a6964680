import { describe, expect, test } from 'vitest'
import { rollOf, tradingDay } from '../../../../operators/calendar/new-york.js'
import { offsetAt, zoneTable } from '../../../../operators/calendar/zone.js'
import { sourceClock } from '../../../../sources/files/formats/source-clock.js'
import { isClosedHour } from '../../../../sources/files/warnings/is-closed-hour.js'
import { nyClockText } from '../../../../sources/files/warnings/ny-clock-text.js'
import { priceScale } from '../../../../sources/files/warnings/price-scale.js'
import { seriesWarnings } from '../../../../sources/files/warnings/series-warnings.js'
import { makeSeries } from '../../../support/series.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Monday. */
const FEBRUARY = Date.UTC(2024, 1, 5)
const JULY = Date.UTC(2024, 6, 1)

interface Hours {
  /** Minutes after Sunday 17:00 New York of the first candle, and after Friday 17:00 of the end of the last. */
  readonly opens?: number
  readonly closes?: number
}

/** Labels of the weeks that begin before these Mondays: a candle each quarter of an hour, and the last minute. */
const weeks = (mondayMs: number, count: number, { opens = 0, closes = 0 }: Hours = {}): number[] => {
  const labels: number[] = []
  for (let week = 0; week < count; week++) {
    const day = tradingDay(mondayMs + 12 * HOUR) + 7 * week
    const [startMs, endMs] = [rollOf(day - 1) + opens * MINUTE, rollOf(day + 4) + closes * MINUTE]
    for (let ms = startMs; ms < endMs - MINUTE; ms += 15 * MINUTE) labels.push(ms)
    labels.push(endMs - MINUTE)
  }
  return labels
}

/** What a file on the clock `written` becomes when it is read as `read`. */
const misread = (labels: readonly number[], written: string, read: string): number[] => {
  const [zone, aheadMs] = written === 'ny-close' ? ['America/New_York', 7 * HOUR] : [written, 0]
  const toUtc = sourceClock(read)
  return labels.map((ms) => toUtc(ms + offsetAt(zoneTable(zone), ms) + aheadMs))
}

const warningsOf = (labels: readonly number[]): string[] => {
  const rows = labels.map((ms, n) => ({ minute: (ms - labels[0]!) / MINUTE, o: 1.1, c: n % 2 ? 1.1 : 1.101 }))
  return seriesWarnings(makeSeries('EUR_USD', labels[0]!, rows))
}

describe('the ends of the weeks', () => {
  test.each([
    [
      'America/New_York',
      'UTC-5',
      'July',
      '3 of 3 weekends are 1 h too late; on 2024-07-05 candles end at Friday 17:59',
    ],
    ['America/New_York', 'UTC-5', 'July', "HistData's files: import again with --tz America/New_York"],
    ['America/New_York', 'UTC-5', 'March', '2 of 2 weekends are 1 h too late; on 2024-03-15'],
    ['America/New_York', 'UTC', 'July', '3 of 3 weekends are 4 h too early'],
    ['America/New_York', 'UTC', 'March', 'files read as UTC: import again with --tz America/New_York'],
    ['ny-close', 'UTC', 'July', '3 of 3 weekends are 3 h too late; on 2024-07-05 candles end at Friday 19:59'],
    ['ny-close', 'UTC', 'March', 'files read as UTC: import again with --tz ny-close'],
    ['ny-close', 'Europe/Helsinki', 'March', '2 of 2 weekends are 1 h too late'],
    ['UTC', 'UTC-5', 'July', '3 of 3 weekends are 5 h too late'],
    ['UTC', 'UTC-5', 'July', 'import again with --tz UTC'],
    ['Asia/Tokyo', 'UTC', 'February', '3 of 3 weekends are 9 h too late; on 2024-02-10 candles end at Saturday 01:59'],
    ['Asia/Kolkata', 'UTC', 'February', '3 of 3 weekends are 5.5 h too late'],
  ])('files on the clock %s, read as %s, in %s', (written, read, month, expected) => {
    const from = { February: FEBRUARY, March: Date.UTC(2024, 2, 4), July: JULY }[month]!
    const [warning, ...more] = warningsOf(misread(weeks(from, 4), written, read))
    expect(warning).toContain(expected)
    expect(warning).toMatch(/^wrong time zone: /)
    expect(more).toEqual([])
  })

  test.each<[string, number[]]>([
    ['winter', weeks(FEBRUARY, 4)],
    ['the change to summer time', weeks(Date.UTC(2024, 2, 4), 4)],
    ['the change back', weeks(Date.UTC(2024, 9, 21), 4)],
    ['a source that opens late and ends early', weeks(FEBRUARY, 4, { opens: 16, closes: -2 })],
    ['a holiday on Friday', weeks(FEBRUARY, 2, { closes: -240 })],
    ['one candle', weeks(FEBRUARY, 1).slice(0, 1)],
  ])('nothing is wrong: %s', (_, labels) => expect(warningsOf(labels)).toEqual([]))

  test('the zone that the import was given is the one to check', () => {
    const labels = misread(weeks(FEBRUARY, 2), 'ny-close', 'UTC')
    const rows = labels.map((ms, n) => ({ minute: (ms - labels[0]!) / MINUTE, o: 1.1, c: n % 2 ? 1.101 : 1.1 }))
    const series = makeSeries('EUR_USD', labels[0]!, rows)
    expect(seriesWarnings(series, 'UTC')[0]).toMatch(/1 of 1 weekends are 2 h too late.*; check --tz UTC$/)
  })

  test('a broker that opens two hours early: no wrong zone, but named', () => {
    expect(warningsOf(weeks(FEBRUARY, 2, { opens: -120 }))).toEqual([
      '16 candles in closed hours (Friday 17:00 to Sunday 17:00 New York), the first at 2024-02-04T20:00:00.000Z: ' +
        'a wrong time zone, or a broker with hours of its own',
    ])
  })
})

describe('closed hours', () => {
  const friday = Date.UTC(2024, 1, 9, 22)
  test.each([
    [-1, 'Friday 16:59', false],
    [0, 'Friday 17:00', true],
    [24 * 60, 'Saturday 17:00', true],
    [48 * 60 - 1, 'Sunday 16:59', true],
    [48 * 60, 'Sunday 17:00', false],
    [72 * 60, 'Monday 17:00', false],
  ])('%s minutes after the close, %s: %s', (minutes, clock, closed) => {
    expect(nyClockText(friday + minutes * MINUTE)).toBe(clock)
    expect(isClosedHour(friday + minutes * MINUTE)).toBe(closed)
  })

  test('filler of a whole weekend is counted, and hides neither the ends of the week nor a wrong zone', () => {
    const week = weeks(FEBRUARY, 1)
    const next = weeks(FEBRUARY + 7 * DAY, 1)
    const fill: number[] = []
    for (let ms = week.at(-1)! + MINUTE; ms < next[0]!; ms += 30 * MINUTE) fill.push(ms)
    const series = (labels: number[]) => {
      const rows = labels.map((ms, n) => ({
        minute: (ms - labels[0]!) / MINUTE,
        o: 1.1,
        c: 1.1,
        h: n < week.length || n >= week.length + fill.length ? 1.2 : 1.1,
      }))
      return makeSeries('EUR_USD', labels[0]!, rows)
    }
    expect(seriesWarnings(series([...week, ...fill, ...next]))).toEqual([
      `filler: 96 of ${week.length + 96 + next.length} candles are flat and in closed hours (Friday 17:00 to Sunday 17:00 New York), ` +
        'the first at 2024-02-09T22:00:00.000Z: they are no quotes',
    ])
  })
})

test.each([
  ['EUR_USD', 1.08188, 0],
  ['EUR_USD', 108_188, 5],
  ['EUR_USD', 10_818.8, 4],
  ['EUR_USD', 1.6, 0],
  ['EUR_USD', 0.83, 0],
  ['USD_JPY', 150, 0],
  ['USD_JPY', 76, 0],
  ['USD_JPY', 150_123, 3],
  ['USD_JPY', 1.5, -2],
  ['EUR_JPY', 162, 0],
  ['NZD_USD', 0.61, 0],
  ['USD_CHF', 1.8, 0],
  ['EUR_HUF', 390, 0],
  ['USD_TRY', 1e6, 0],
])('%s at %s is off by 10^%s', (instrument, price, power) => expect(priceScale(instrument, price)).toBe(power))

test('prices in points, and a label far away, are named', () => {
  const rows = [0, 1, 2].map((minute) => ({ minute, o: 108_188, c: 108_189 }))
  expect(seriesWarnings(makeSeries('EUR_USD', FEBRUARY, rows))).toEqual([
    'prices around 108189 are about 100,000 times the usual level of EUR_USD: in points or in another unit',
  ])
  const far = [0, 1, 37e6].map((minute) => ({ minute, o: 1.1, c: 1.1 }))
  expect(seriesWarnings(makeSeries('EUR_USD', FEBRUARY, far))).toEqual([
    'no candle for 25694 days after 2024-02-05T00:02:00.000Z: data is missing, or a label is wrong',
  ])
})
