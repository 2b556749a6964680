import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveSettings } from '../../../app/config/settings.js'
import { SepError } from '../../../model/error-codes.js'
import { settle } from '../../support/settle.js'
import { arraySource, arriving, liveBench, lookAt, NOON_MS, type Seen } from '../../support/live/live-bench.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const minuteOf = ({ tsMs }: Seen) => (tsMs - NOON_MS) / MINUTE_MS
const lateMs = ({ tsMs, asOfMs }: Seen) => asOfMs - tsMs
const BOTH = [1, 2, 3, 4].flatMap((minute) => [
  arriving('EUR_USD', minute, 1.1 + minute / 1000),
  arriving('USD_JPY', minute, 150 + minute, 900),
])

describe('a minute', () => {
  test('is closed as soon as every candle is there, labelled with its end', async () => {
    const bench = liveBench({ held: BOTH })
    for (const minute of [1, 2, 3]) {
      const slice = await bench.next()
      expect([minuteOf(slice), slice.closedBy, slice.candle.present]).toEqual([minute, 'complete', [1, 1]])
      expect(slice.candle.c).toEqual([1.1 + minute / 1000, 150 + minute])
      expect(lateMs(slice)).toBe(1000)
    }
    expect(bench.faults).toEqual([])
  })

  test('is closed without the missing candle when the grace is over; its quote stays', async () => {
    const bench = liveBench({
      held: BOTH.filter(({ tMs, instrument }) => instrument === 'EUR_USD' || tMs < NOON_MS + MINUTE_MS),
    })
    await bench.next()
    const second = await bench.next()
    expect([minuteOf(second), second.closedBy, second.candle.present]).toEqual([2, 'grace', [1, 0]])
    expect(lateMs(second)).toBe(5000)
    expect([second.candle.c[1], second.quote.bid[1]]).toEqual([Number.NaN, 150.9999])
    expect(second.quote.quoteTsMs).toEqual([second.tsMs, second.tsMs - MINUTE_MS])
  })

  test('is not lost when the broker is unreachable: it has no candles, the reason is reported, the next one has all', async () => {
    const bench = liveBench({
      candles: (nowMs) => {
        const source = arraySource(BOTH, nowMs)
        return {
          poll: (...asked) =>
            nowMs() < NOON_MS + MINUTE_MS + 30_000
              ? Promise.reject(new SepError('broker-unavailable', 'away'))
              : source.poll(...asked),
        }
      },
    })
    const [first, second] = [await bench.next(), await bench.next()]
    expect([first.closedBy, first.candle.present, second.closedBy, second.candle.present]).toEqual([
      'grace',
      [0, 0],
      'complete',
      [1, 1],
    ])
    expect(bench.faults[0]).toContain('away')
    expect(bench.revisions.map((late) => [late.instrument, 'late' in late && late.late.c[0]])).toEqual([
      ['EUR_USD', 1.101],
      ['USD_JPY', 151],
    ])
  })

  test('a broker that refuses ends the run', async () => {
    const bench = liveBench({ candles: () => ({ poll: () => Promise.reject(new SepError('broker-refused', 'no')) }) })
    await expect(bench.next()).rejects.toThrow('no')
  })

  test('is not closed after the run has been stopped', async () => {
    const bench = liveBench({ held: [] })
    const next = bench.raw.next()
    await bench.base.advance(MINUTE_MS + 1000)
    bench.stop.abort()
    expect((await settle(bench.base, next)).done).toBe(true)
  })
})

describe('after a stall', () => {
  test('every missed minute comes, in order, as known now', async () => {
    const held = Array.from({ length: 40 }, (_, n) => arriving('EUR_USD', n + 1, 1.1 + n / 1000)).filter(
      (_, n) => n !== 6,
    )
    const bench = liveBench({ names: ['EUR_USD'], held, nowMs: NOON_MS + 30 * MINUTE_MS + 20_000 })
    for (let minute = 1; minute <= 32; minute++) {
      const slice = await bench.next()
      const missed = minute < 30
      expect([minuteOf(slice), slice.candle.present[0], slice.closedBy]).toEqual([
        minute,
        minute === 7 ? 0 : 1,
        missed ? 'timer' : minute === 30 ? 'grace' : 'complete',
      ])
      const wantedMs = minute <= 30 ? (30 - minute) * MINUTE_MS + 20_000 : 500
      expect(lateMs(slice) - wantedMs).toBeGreaterThanOrEqual(0)
      expect(lateMs(slice) - wantedMs).toBeLessThanOrEqual(250)
    }
  })

  test('those minutes have the quotes of their candles: the stream prices only the newest', async () => {
    const held = [1, 2, 3].map((minute) => arriving('EUR_USD', minute, 1 + minute))
    const nowMs = NOON_MS + 3 * MINUTE_MS + 20_000
    const bench = liveBench({ names: ['EUR_USD'], held, nowMs })
    bench.price(0, 9, 9.5, nowMs - 100)
    const bids = [await bench.next(), await bench.next(), await bench.next()].map(({ quote }) => quote.bid[0])
    expect(bids).toEqual([2 - 1e-4, 3 - 1e-4, 9])
  })

  test('a start beyond a gap makes no slices before it', async () => {
    const bench = liveBench({ held: BOTH, nowMs: NOON_MS + 2 * MINUTE_MS, afterMs: NOON_MS + 2 * MINUTE_MS })
    expect([minuteOf(await bench.next()), bench.revisions]).toEqual([3, []])
  })
})

describe('a candle that comes after its slice', () => {
  test('is in the record, never in the state', async () => {
    const held = [
      ...[1, 2, 3, 4].map((minute) => arriving('EUR_USD', minute, 1.1)),
      arriving('USD_JPY', 1, 151),
      arriving('USD_JPY', 2, 152, 20_000),
      arriving('USD_JPY', 3, 153),
    ]
    const bench = liveBench({ held })
    const seen = [await bench.next(), await bench.next(), await bench.next()]
    expect(seen.map(({ candle }) => candle.c[1])).toEqual([151, Number.NaN, 153])
    expect(seen.map(({ quote }) => quote.bid[1])).toEqual([150.9999, 150.9999, 152.9999])
    expect(bench.revisions).toEqual([expect.objectContaining({ instrument: 'USD_JPY' })])
    const [late] = bench.revisions
    expect(late && 'late' in late && [...late.late.tMs, ...late.late.c]).toEqual([NOON_MS + MINUTE_MS, 152])
  })

  test('alone does not count as the candle of the minute', async () => {
    const held = [1, 2, 3].map((minute) => arriving('EUR_USD', minute, 1.1)).concat(arriving('USD_JPY', 1, 151, 20_000))
    const bench = liveBench({ held })
    const seen = [await bench.next(), await bench.next(), await bench.next()]
    expect(seen.map(({ candle, quote }) => [candle.present[1], quote.bid[1]])).toEqual([
      [0, Number.NaN],
      [0, Number.NaN],
      [0, Number.NaN],
    ])
    expect(bench.revisions).toHaveLength(1)
  })
})

describe('a control request', () => {
  test('gets a slice of its own: no minute of the grid, no candles, held quotes that cannot be traded', async () => {
    const bench = liveBench({ held: BOTH })
    bench.price(0, 1.2, 1.3, NOON_MS + MINUTE_MS + 900)
    const before = await bench.next()
    const next = bench.raw.next()
    await bench.base.advance(10_000)
    bench.request({ flatten: Uint8Array.of(0, 1) })
    const slice = lookAt((await settle(bench.base, next)).value as never)
    expect(slice.closedBy).toBe('control')
    expect([slice.control.minute, slice.control.requestId, slice.control.flatten]).toEqual([0, 1, [0, 1]])
    expect(slice.tsMs).toBe(before.asOfMs + 10_000)
    expect(slice.asOfMs - slice.tsMs).toBe(0)
    expect([slice.candle.present, slice.candle.c]).toEqual([
      [0, 0],
      [Number.NaN, Number.NaN],
    ])
    expect([slice.quote.bid, slice.quote.ask, slice.quote.homeRate]).toEqual([
      before.quote.bid,
      before.quote.ask,
      before.quote.homeRate,
    ])
    expect(slice.quote.bid[0]).toBe(1.2)
    expect(slice.quote.tradeable).toEqual([0, 0])
    const after = await bench.next()
    expect([minuteOf(after), after.control.minute, after.candle.present, after.closedBy]).toEqual([
      2,
      1,
      [1, 1],
      'complete',
    ])
  })

  test('several in one millisecond still go forward in time', async () => {
    const bench = liveBench({ held: BOTH, nowMs: NOON_MS + 10_000 })
    const times: number[] = []
    for (let n = 0; n < 3; n++) {
      bench.request()
      times.push((await bench.next(0)).tsMs - NOON_MS)
    }
    expect(times).toEqual([10_000, 10_001, 10_002])
  })
})

describe('quotes', () => {
  const NAMES = ['EUR_GBP', 'GBP_USD', 'USD_JPY']
  const held = NAMES.flatMap((name, k) => [1, 2].map((minute) => arriving(name, minute, [0.8, 1.25, 150][k]!)))

  test.each([
    ['newer than the candle: the stream is right', 700, 1.3, 1.31, 1, [1.3, 1.31, 1]],
    ['as old as the candle: the stream is right', 0, 1.3, 1.31, 1, [1.3, 1.31, 1]],
    ['older: the candle is right', -1, 1.3, 1.31, 1, [1.2499, 1.2501, 1]],
    ['the broker does not trade it', 700, 1.3, 1.31, 0, [1.3, 1.31, 0]],
    ['crossed', 700, 1.3, 1.2, 1, [1.3, 1.2, 0]],
    ['a side is empty', 700, Number.NaN, 1.31, 1, [Number.NaN, 1.31, 0]],
    ['no price yet', Number.NaN, Number.NaN, Number.NaN, 0, [1.2499, 1.2501, 0]],
  ])('%s', async (_, ageMs, bid, ask, tradeable, expected) => {
    const bench = liveBench({ names: NAMES, held })
    bench.price(1, bid, ask, NOON_MS + MINUTE_MS + ageMs)
    bench.prices.tradeable[1] = tradeable
    const { quote } = await bench.next()
    expect([quote.bid[1], quote.ask[1], quote.tradeable[1]]).toEqual(expected)
  })

  test('home rates follow the quotes that are in force, straight and turned', async () => {
    const bench = liveBench({ names: NAMES, held })
    expect((await bench.next()).quote.homeRate).toEqual([1.25, 1, 1 / 150])
    bench.price(1, 1.29, 1.31, NOON_MS + 2 * MINUTE_MS + 100)
    bench.price(2, 159, 161, NOON_MS + 2 * MINUTE_MS + 100)
    expect((await bench.next()).quote.homeRate).toEqual([1.3, 1, 1 / 160])
  })
})

test('a weekend without candles has no slices; the week goes on with its first minute', async () => {
  // Friday 16:57 to Sunday 17:08 in New York, winter.
  const [fridayMs, sundayMs] = [Date.UTC(2026, 0, 9, 21, 57), Date.UTC(2026, 0, 11, 22, 5)]
  const candle = (tMs: number) => ({ instrument: 'EUR_USD', tMs, close: 1.1, arrivesMs: tMs + MINUTE_MS + 300 })
  const held = [fridayMs, fridayMs + MINUTE_MS, sundayMs, sundayMs + MINUTE_MS].map(candle)
  const bench = liveBench({ names: ['EUR_USD'], held, nowMs: fridayMs, afterMs: fridayMs })
  const seen: Seen[] = []
  for (let n = 0; n < 6; n++) seen.push(await bench.next(MINUTE_MS))
  const present = seen
    .filter(({ candle: { present } }) => present[0] === 1)
    .map(({ tsMs }) => new Date(tsMs).toISOString())
  expect(present).toEqual([
    '2026-01-09T21:58:00.000Z',
    '2026-01-09T21:59:00.000Z',
    '2026-01-11T22:06:00.000Z',
    '2026-01-11T22:07:00.000Z',
  ])
  expect(seen.map(({ tsMs }) => new Date(tsMs).getUTCDay()).every((day) => day === 5 || day === 0)).toBe(true)
  expect(seen.length - present.length).toBeLessThanOrEqual(2)
})

test('executions enter the next slice, each once and in order, whichever slice that is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ rows: fc.integer({ min: 0, max: 90 }), asks: fc.boolean() }), {
        minLength: 1,
        maxLength: 8,
      }),
      async (steps) => {
        const bench = liveBench({ held: [], nowMs: NOON_MS + 1000 })
        let id = 0
        for (const { rows, asks } of steps) {
          const ids = Array.from({ length: rows }, () => ++id)
          bench.execute(...ids)
          if (asks) bench.request()
          expect((await bench.next(1000)).executions).toEqual(ids)
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('the default freshness limit is the one that a caught-up minute breaks', () => {
  expect(resolveSettings().risk.freshMaxSignalAgeSec).toBe(120)
})
