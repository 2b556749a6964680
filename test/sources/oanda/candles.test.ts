import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testClock } from '../../support/test-clock.js'
import { createBrokerClock } from '../../../oanda/client/broker-clock.js'
import type { CandleQuery } from '../../../oanda/client/client.js'
import { formatTime } from '../../../oanda/wire/time.js'
import { createCandleSource } from '../../../sources/oanda/candles.js'
import { candleEndMs, candleStartMs } from '../../../sources/oanda/granularity.js'
import { type TakenCandles, takeCandles } from '../../../sources/oanda/take-candles.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

/** A Monday noon in winter. */
const NOON_MS = Date.UTC(2026, 0, 5, 12)

interface FakeCandle {
  readonly tMs: number
  readonly complete: boolean
  /** Close in points; the other prices follow from it. */
  readonly close?: number
  readonly bad?: object
}
const wire = ({ tMs, complete, close = 110_000, bad }: FakeCandle) => {
  const bar = (points: number) => {
    const at = (add: number) => ((points + add) / 1e5).toFixed(5)
    return { o: at(0), h: at(5), l: at(-5), c: at(0) }
  }
  return {
    complete,
    volume: 7,
    time: formatTime(tMs),
    mid: bar(close),
    bid: bar(close - 5),
    ask: bar(close + 5),
    ...bad,
  }
}

/** A broker that holds candles and a clock that stands at `nowMs`. */
const broker = (held: FakeCandle[], nowMs: number, most = 5000) => {
  const base = testClock(nowMs)
  const asked: CandleQuery[] = []
  const source = createCandleSource({
    clock: createBrokerClock({ base, follow: false }),
    candles: async (_, query) => {
      asked.push(query)
      expect(query.count).toBeLessThanOrEqual(5000)
      expect(query.fromMs).toBeLessThanOrEqual(base.nowMs())
      const startMs = candleStartMs(query.granularity, query.fromMs ?? 0)
      return held
        .filter(({ tMs }) => tMs >= startMs)
        .slice(0, Math.min(query.count ?? 500, most))
        .map(wire)
    },
  })
  return { base, source, asked, held }
}
const minutes = (...labels: number[]): FakeCandle[] =>
  labels.map((n) => ({ tMs: NOON_MS + n * MINUTE_MS, complete: true }))
const labels = (taken: TakenCandles): number[] => [...taken.series.tMs].map((tMs) => (tMs - NOON_MS) / MINUTE_MS)
const all = async (pages: AsyncGenerator<TakenCandles, void>): Promise<number[]> => {
  const out: number[] = []
  for await (const page of pages) out.push(...labels(page))
  return out
}

describe('poll', () => {
  const after = NOON_MS - MINUTE_MS
  test('only what the broker has marked complete', async () => {
    const { source } = broker(
      [...minutes(0, 1), { tMs: NOON_MS + 2 * MINUTE_MS, complete: false }],
      NOON_MS + 3 * MINUTE_MS,
    )
    const taken = await source.poll('EUR_USD', after, Infinity, false)
    expect([labels(taken), taken.forcedMs]).toEqual([[0, 1], []])
    expect([taken.series.c[0], taken.series.bc[0], taken.series.ah[0], taken.series.v[0]]).toEqual([
      1.1, 1.09995, 1.1001, 7,
    ])
  })

  test('at the last poll, a candle whose minute is over counts as it is', async () => {
    const running = { tMs: NOON_MS + MINUTE_MS, complete: false }
    const { source } = broker(
      [...minutes(0), running, { tMs: NOON_MS + 2 * MINUTE_MS, complete: false }],
      NOON_MS + 2 * MINUTE_MS,
    )
    const taken = await source.poll('EUR_USD', after, Infinity, true)
    expect([labels(taken), taken.forcedMs]).toEqual([[0, 1], [running.tMs]])
  })

  test('a running candle holds back what is after it', async () => {
    const { source } = broker([{ tMs: NOON_MS, complete: false }, ...minutes(1)], NOON_MS + 2 * MINUTE_MS)
    expect(labels(await source.poll('EUR_USD', after, Infinity, false))).toEqual([])
    expect(labels(await source.poll('EUR_USD', after, Infinity, true))).toEqual([0, 1])
  })

  test('a candle that changed afterwards is a revision, once', async () => {
    const { source, held } = broker([{ tMs: NOON_MS, complete: false }], NOON_MS + MINUTE_MS)
    expect((await source.poll('EUR_USD', after, Infinity, true)).revision).toBeNull()
    held.splice(0, 1, { tMs: NOON_MS, complete: true, close: 110_020 }, ...minutes(1))
    const { revision } = await source.poll('EUR_USD', NOON_MS, Infinity, false)
    expect([revision?.tMs, revision?.used[4], revision?.now[4]]).toEqual([NOON_MS, 1.1, 1.1002])
    expect((await source.poll('EUR_USD', NOON_MS, Infinity, false)).revision).toBeNull()
    expect((await source.poll('EUR_USD', NOON_MS + MINUTE_MS, Infinity, false)).revision).toBeNull()
  })

  test('bad rows are skipped and counted, good ones stay', async () => {
    const { source } = broker(
      [
        { ...minutes(0)[0]!, bad: { mid: { o: 'NaN', h: '1', l: '1', c: '1' } } },
        { ...minutes(1)[0]!, bad: { volume: null } },
        ...minutes(2),
        ...minutes(2),
        { ...minutes(3)[0]!, bad: { bid: { o: '1.1', h: '1.0', l: '1.2', c: '1.1' } } },
        { ...minutes(4)[0]!, bad: { time: NOON_MS } },
        { ...minutes(5)[0]!, bad: { ask: { o: '', h: '', l: '', c: '1' } } },
        ...minutes(6),
      ],
      NOON_MS + 7 * MINUTE_MS,
    )
    const taken = await source.poll('EUR_USD', after, Infinity, false)
    expect([labels(taken), taken.skipped]).toEqual([[2, 6], 6])
    expect(taken.reasons).toHaveLength(6)
  })

  test('candles that the broker repeats are not taken again', () => {
    const options = { instrument: 'EUR_USD', granularity: 'M1', beforeMs: Infinity, endedByMs: -Infinity }
    const taken = takeCandles(minutes(0, 1, 2, 3).map(wire), { ...options, afterMs: NOON_MS + MINUTE_MS })
    expect([labels(taken), taken.again?.[0], taken.seenMs]).toEqual([
      [2, 3],
      NOON_MS + MINUTE_MS,
      NOON_MS + 3 * MINUTE_MS,
    ])
  })

  test('nothing new is nothing', async () => {
    const { source } = broker(minutes(0), NOON_MS + MINUTE_MS)
    expect(labels(await source.poll('EUR_USD', NOON_MS, Infinity, false))).toEqual([])
  })
})

describe('backfill', () => {
  test('whatever the broker has in the range comes once, in order, in pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 50 }),
        async (has, from, span, most) => {
          const present = has.sort((a, b) => a - b)
          const { source } = broker(minutes(...present), NOON_MS + 301 * MINUTE_MS, most)
          const got = await all(
            source.backfill('EUR_USD', NOON_MS + from * MINUTE_MS, NOON_MS + (from + span) * MINUTE_MS),
          )
          expect(got).toEqual(present.filter((n) => n >= from && n < from + span))
        },
      ),
      { numRuns: 100 },
    )
  })

  test('pages of five thousand, and never of the future', async () => {
    const { source, asked } = broker(minutes(...Array.from({ length: 12_000 }, (_, n) => n - 12_000)), NOON_MS)
    expect(await all(source.backfill('EUR_USD', NOON_MS - 12_000 * MINUTE_MS, NOON_MS + 9e9))).toHaveLength(12_000)
    expect(asked.map(({ count }) => count)).toEqual([5000, 5000, 5000])
  })

  test('the running minute is left to the poll; one that the broker never completed is taken', async () => {
    const { source } = broker(
      [{ tMs: NOON_MS, complete: false }, ...minutes(1), { tMs: NOON_MS + 9 * MINUTE_MS, complete: false }],
      NOON_MS + 10 * MINUTE_MS,
    )
    expect(await all(source.backfill('EUR_USD', NOON_MS, NOON_MS + 10 * MINUTE_MS))).toEqual([0, 1])
  })

  test('days of 23 and 25 hours', async () => {
    const days: FakeCandle[] = []
    for (let tMs = candleStartMs('D', Date.UTC(2026, 0, 5)); tMs < Date.UTC(2026, 11, 1); tMs = candleEndMs('D', tMs))
      days.push({ tMs, complete: true })
    const { source } = broker(days, Date.UTC(2026, 11, 2), 10)
    const got: number[] = []
    for await (const { series } of source.backfill('EUR_USD', days[0]!.tMs, Date.UTC(2026, 11, 1), 'D'))
      got.push(...series.tMs)
    expect(got).toEqual(days.map(({ tMs }) => tMs))
  })
})

describe('holes', () => {
  test('missing candles that the broker has are returned; known ones are not; the others stay missing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 120 })),
        fc.uniqueArray(fc.integer({ min: 0, max: 120 })),
        async (has, knows) => {
          const known = Float64Array.from(
            knows.sort((a, b) => a - b),
            (n) => NOON_MS + n * MINUTE_MS,
          )
          const present = has.sort((a, b) => a - b)
          const { source, asked } = broker(minutes(...present), NOON_MS + 121 * MINUTE_MS)
          const got = await all(source.fillGaps('EUR_USD', known, NOON_MS, NOON_MS + 121 * MINUTE_MS))
          expect(got).toEqual(present.filter((n) => !knows.includes(n)))
          expect(asked.length).toBeLessThanOrEqual(2)
        },
      ),
      { numRuns: 100 },
    )
  })

  test('a weekend is no hole', async () => {
    const { source, asked } = broker([], Date.UTC(2026, 0, 12))
    const known = new Float64Array(0)
    // Friday 17:00 New York to Sunday 17:00.
    expect(await all(source.fillGaps('EUR_USD', known, Date.UTC(2026, 0, 9, 22), Date.UTC(2026, 0, 11, 22)))).toEqual(
      [],
    )
    expect(asked).toEqual([])
  })
})
