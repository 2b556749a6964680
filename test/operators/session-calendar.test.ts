import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sessionCalendar } from '../../operators/session-calendar.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { clockChanges, DAY, HOUR, MINUTE, slowCalendar, worldOf, ZONES } from '../support/wall-clock.js'

const at = (text: string) => Date.parse(`${text}Z`)
type Config = Parameters<typeof sessionCalendar.config.parse>[0]
const run = (pairs: readonly string[], tsMs: ArrayLike<number>, config: Config = {}, options: RunOptions = {}) =>
  runOperator(sessionCalendar, config as never, worldOf(pairs), { tsMs, columns: {} }, options).columns

/** One instant of one pair as words. */
const words = (pair: string, utc: string, config: Config = {}) => {
  const columns = run([pair], [at(utc)], config)
  const closeMs = columns['closeTsMs']![0]!
  return [
    columns['weekOpen']![0] ? 'week' : 'weekend',
    ...['open', 'nearClose', 'rollover', 'blackout', 'entryOk', 'forceFlat'].filter((name) => columns[name]![0]),
    closeMs === closeMs ? new Date(closeMs).toISOString().slice(5, 16) : '-',
  ].join(' ')
}

describe('a trader reads', () => {
  test.each([
    // Friday close: New York 16:59 ends the week (EST = UTC - 5)
    ['USD_CAD', '2024-01-05T15:00', 'week open entryOk 01-05T21:59'],
    ['USD_CAD', '2024-01-05T21:50', 'week open rollover 01-05T21:59'],
    ['USD_CAD', '2024-01-05T21:54', 'week open nearClose rollover 01-05T21:59'],
    ['USD_CAD', '2024-01-05T21:59', 'weekend rollover -'],
    ['EUR_USD', '2024-01-06T15:00', 'weekend -'],
    // Sunday open: 17:05, entries from 17:15 while a session is open
    ['AUD_USD', '2024-01-07T22:04', 'weekend rollover -'],
    ['AUD_USD', '2024-01-07T22:05', 'week open rollover 01-08T06:00'],
    ['AUD_USD', '2024-01-07T22:15', 'week open entryOk 01-08T06:00'],
    ['EUR_USD', '2024-01-07T22:15', 'week -'],
    // Tokyo 09:00-18:00 and London 08:00-17:00 overlap: one union from 00:00 to 17:00 UTC in winter
    ['EUR_JPY', '2024-01-08T23:59', 'week -'],
    ['EUR_JPY', '2024-01-09T00:00', 'week open entryOk 01-09T17:00'],
    ['EUR_JPY', '2024-01-09T08:30', 'week open entryOk 01-09T17:00'],
    ['EUR_JPY', '2024-01-09T09:00', 'week open entryOk 01-09T17:00'],
    ['EUR_JPY', '2024-01-09T16:54', 'week open entryOk 01-09T17:00'],
    ['EUR_JPY', '2024-01-09T16:55', 'week open nearClose 01-09T17:00'],
    ['EUR_JPY', '2024-01-09T17:00', 'week -'],
    // London hands over to New York
    ['EUR_USD', '2024-01-09T07:59', 'week -'],
    ['EUR_USD', '2024-01-09T08:00', 'week open entryOk 01-09T22:00'],
    ['EUR_USD', '2024-01-09T17:30', 'week open entryOk 01-09T22:00'],
    // Summer: GBP_AUD touches (Sydney until 07:00 UTC, London from 07:00 UTC)
    ['GBP_AUD', '2024-07-09T06:59', 'week open entryOk 07-09T16:00'],
    ['GBP_AUD', '2024-07-08T21:59', 'week -'],
    // Winter: New York until 22:00 and Sydney from 21:00 (UTC): open through rollover and break, which stop entries only
    ['AUD_USD', '2024-01-09T21:49', 'week open entryOk 01-10T06:00'],
    ['AUD_USD', '2024-01-09T21:50', 'week open rollover 01-10T06:00'],
    ['AUD_USD', '2024-01-09T22:00', 'week open rollover 01-10T06:00'],
    ['AUD_USD', '2024-01-09T22:15', 'week open entryOk 01-10T06:00'],
    // US clocks changed, London's not yet: New York opens at 12:00 UTC
    ['USD_CAD', '2024-03-12T12:00', 'week open entryOk 03-12T21:00'],
    ['USD_CAD', '2024-03-08T12:00', 'week -'],
    // Christmas and new year
    ['EUR_USD', '2024-12-23T23:59', 'week -'],
    ['EUR_USD', '2024-12-24T15:00', 'week open blackout 12-24T22:00'],
    ['EUR_USD', '2024-12-27T15:00', 'week open entryOk 12-27T21:59'],
    ['EUR_USD', '2025-01-01T15:00', 'week open blackout 01-01T22:00'],
    // Other currencies belong to London
    ['SEK_NOK', '2024-01-09T08:00', 'week open entryOk 01-09T17:00'],
  ])('%s at %s: %s', (pair, utc, expected) => expect(words(pair, utc)).toBe(expected))

  test('flatten in rollover and blackout', () => {
    expect(words('AUD_USD', '2024-01-09T22:00', { rolloverAction: 'flatten' })).toBe(
      'week open rollover forceFlat 01-10T06:00',
    )
    expect(words('AUD_USD', '2024-01-09T22:00', { blackoutAction: 'flatten' })).toBe('week open rollover 01-10T06:00')
    expect(words('EUR_USD', '2024-12-24T15:00', { blackoutAction: 'flatten' })).toBe(
      'week open blackout forceFlat 12-24T22:00',
    )
  })

  test('a blackout of one currency leaves the others alone', () => {
    const config = { blackouts: [{ from: '2024-01-09', to: '2024-01-10', currencies: ['CHF'] }] }
    expect(words('USD_CHF', '2024-01-09T15:00', config)).toBe('week open blackout 01-09T22:00')
    expect(words('EUR_USD', '2024-01-09T15:00', config)).toBe('week open entryOk 01-09T22:00')
  })

  test('custom sessions: round the clock, and over midnight', () => {
    const sessions = {
      always: { zone: 'UTC', open: '00:00', close: '00:00' },
      night: { zone: 'UTC', open: '22:00', close: '02:00' },
    }
    const config = { sessions, currencySessions: { EUR: 'always' }, otherSession: 'night' }
    expect(words('EUR_USD', '2024-01-09T03:00', config)).toBe('week open entryOk 01-12T21:59')
    expect(words('GBP_USD', '2024-01-09T01:00', config)).toBe('week open entryOk 01-09T02:00')
    expect(words('GBP_USD', '2024-01-09T02:00', config)).toBe('week -')
    expect(words('GBP_USD', '2024-01-09T22:15', config)).toBe('week open entryOk 01-10T02:00')
  })
})

test('untraded instruments are closed', () => {
  const world = worldOf(['EUR_USD', 'USD_JPY'], { untraded: ['USD_JPY'] })
  const { columns } = runOperator(sessionCalendar, {}, world, { tsMs: [at('2024-01-09T15:00')], columns: {} })
  expect(Array.from(columns['open']!)).toEqual([1, 0])
  expect(Array.from(columns['entryOk']!)).toEqual([1, 0])
  expect(columns['closeTsMs']![1]).toBeNaN()
})

test.each([
  [{ sessionExitMinutes: -1 }, 'sessionExitMinutes'],
  [{ rolloverAction: 'close' }, 'rolloverAction'],
  [{ sessions: { a: { zone: 'Mars/Olympus', open: '08:00', close: '17:00' } } }, 'zone'],
  [{ sessions: { a: { zone: 'UTC', open: '8', close: '17:00' } } }, 'open'],
  [{ currencySessions: { EUR: 'paris' } }, 'session'],
  [{ exit: 5 }, 'exit'],
])('config %j is refused', (config, named) => {
  const result = sessionCalendar.config.safeParse(config)
  expect(result.success).toBe(false)
  expect(JSON.stringify(result.error?.issues)).toContain(named)
})

const PAIRS = ['AUD_NZD', 'AUD_USD', 'EUR_GBP', 'EUR_JPY', 'EUR_USD', 'GBP_AUD', 'USD_CAD', 'USD_JPY'] as const
const SESSION_OF: Record<string, 'tokyo' | 'london' | 'newYork' | 'sydney'> = {
  JPY: 'tokyo',
  EUR: 'london',
  GBP: 'london',
  USD: 'newYork',
  CAD: 'newYork',
  AUD: 'sydney',
  NZD: 'sydney',
}
const slowOpen = (pair: string, slow: ReturnType<typeof slowCalendar>) => {
  const [base, quote] = pair.split('_') as [string, string]
  return slow.week && (slow.inSession[SESSION_OF[base]!] || slow.inSession[SESSION_OF[quote]!])
}

describe('against Intl, 2000 to 2035', () => {
  const fromMs = at('2000-01-01T00:00')
  const toMs = at('2036-01-01T00:00')

  /** Compares the rows at ascending minutes with the slow calendar. */
  const compare = (minutes: readonly number[]) => {
    const columns = run(PAIRS, minutes, { blackouts: [] })
    minutes.forEach((tsMs, s) => {
      const slow = slowCalendar(tsMs)
      const wrong = PAIRS.some((pair, k) => {
        const i = s * PAIRS.length + k
        const open = slowOpen(pair, slow)
        const near = columns['nearClose']![i] === 1
        return (
          (columns['open']![i] === 1) !== open ||
          (columns['rollover']![i] === 1) !== slow.rollover ||
          (columns['entryOk']![i] === 1) !== (open && !near && !slow.rollover && !slow.pause) ||
          columns['closeTsMs']![i]! > tsMs !== open
        )
      })
      if (wrong || (columns['weekOpen']![s] === 1) !== slow.week || columns['tradingDay']![s] !== slow.tradingDay) {
        expect.fail(new Date(tsMs).toISOString())
      }
    })
  }

  test('every clock change of the four zones, minute by minute for 3 h around it', () => {
    for (const zone of ZONES) {
      const changes = clockChanges(zone, fromMs, toMs)
      expect(changes.length).toBe(zone === 'Asia/Tokyo' ? 0 : 72)
      const minutes = changes.flatMap((change) => Array.from({ length: 361 }, (_, i) => change - 3 * HOUR + i * MINUTE))
      compare(minutes)
    }
  })

  test('three minutes a day, another three in every run', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 1439 })), (stream) => {
        const minutes = new Set<number>()
        for (let day = fromMs; day < toMs; day += DAY) {
          for (let i = 0; i < 3; i++) minutes.add(day + stream.next().value! * MINUTE)
        }
        compare([...minutes].sort((a, b) => a - b))
      }),
      { numRuns: 1, endOnFailure: true },
    )
  })

  test.each([
    ['US summer, EU and Sydney not', '2024-03-10T00:00'],
    ['EU summer from Sunday', '2024-03-31T00:00'],
    ['Sydney back from Sunday', '2024-04-07T00:00'],
    ['Sydney summer from Sunday', '2025-10-05T00:00'],
    ['EU back, US not', '2025-10-26T00:00'],
    ['leap day', '2000-02-27T00:00'],
    ['leap day', '2028-02-27T00:00'],
    ['year end', '2034-12-31T00:00'],
  ])('closes of a week by the minute: %s (%s)', (_, sunday) => {
    const start = at(sunday)
    const minutes = Array.from({ length: 8 * 1440 }, (_, i) => start + i * MINUTE)
    const columns = run(PAIRS, minutes, { blackouts: [], sessionExitMinutes: 7.5 })
    const slow = minutes.map(slowCalendar)
    PAIRS.forEach((pair, k) => {
      // The close is the first minute at which the pair is not open: touching sessions leave no such minute between them.
      let closeMs = Number.NaN
      for (let s = minutes.length - 1; s >= 0; s--) {
        const open = slowOpen(pair, slow[s]!)
        if (!open) closeMs = minutes[s]!
        const i = s * PAIRS.length + k
        const expected = open ? closeMs : Number.NaN
        if (open && closeMs !== closeMs) continue // cut off by the end of the table
        const near = expected - minutes[s]! <= 7.5 * MINUTE
        if (!Object.is(columns['closeTsMs']![i], expected) || (columns['nearClose']![i] === 1) !== near) {
          expect.fail(`${pair} ${new Date(minutes[s]!).toISOString()}`)
        }
      }
    })
  })
})

test('property: any slices, cut anywhere, restored anywhere, have the same rows as each slice alone', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: at('2014-01-01T00:00') / MINUTE, max: at('2030-01-01T00:00') / MINUTE }),
      fc.array(fc.integer({ min: 1, max: 400 * 60_000 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (start, steps, frame) => {
        let tsMs = start * MINUTE
        const times = steps.map((step) => (tsMs += step))
        const pairs = ['AUD_USD', 'EUR_JPY', 'USD_CHF']
        const whole = run(pairs, times)
        expect(run(pairs, times, {}, { frames: [frame], restore: true })).toEqual(whole)
        expect(run(pairs, times, {}, { frames: [1], restore: true })).toEqual(whole)
      },
    ),
    { numRuns: 60 },
  )
})
