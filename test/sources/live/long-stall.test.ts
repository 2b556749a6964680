/** A stall longer than the broker's largest answer: each of its candles comes, in order, or the gap is reported. */
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../../lib/clock.js'
import { testClock } from '../../support/test-clock.js'
import { SepError } from '../../../model/error-codes.js'
import { createBrokerClock } from '../../../oanda/client/broker-clock.js'
import type { CandleQuery } from '../../../oanda/client/client.js'
import { formatTime } from '../../../oanda/wire/time.js'
import { createCandleSource } from '../../../sources/oanda/candles.js'
import { type BenchOptions, liveBench, NOON_MS, type Seen } from '../../support/live/live-bench.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

/** Ten days: a week, its weekend of two days, and more; the broker gives 5,000 candles an answer. */
const MINUTES = 14_400
const MOST = 5000
const FRIDAY_MS = Date.UTC(2026, 0, 9, 22)
const SUNDAY_MS = Date.UTC(2026, 0, 11, 22)
const isOpen = (tMs: number) => tMs < FRIDAY_MS || tMs >= SUNDAY_MS
const closeOf = (tMs: number) => 1 + (tMs - NOON_MS) / MINUTE_MS / 1e5
const wire = (tMs: number) => {
  const bar = (add: number) => {
    const price = (closeOf(tMs) + add).toFixed(5)
    return { o: price, h: price, l: price, c: price }
  }
  return { complete: true, volume: 1, time: formatTime(tMs), mid: bar(0), bid: bar(-1e-5), ask: bar(1e-5) }
}
const LABELS = Array.from({ length: MINUTES + 60 }, (_, n) => NOON_MS + n * MINUTE_MS).filter(isOpen)
const MISSED = LABELS.filter((tMs) => tMs < NOON_MS + MINUTES * MINUTE_MS)
const NOW_MS = NOON_MS + MINUTES * MINUTE_MS + 20_000

/** A broker on `clock`; `fails` selects the answers that do not come. */
const broker = (fails: (query: CandleQuery) => boolean = () => false) => {
  const asked: CandleQuery[] = []
  const source = (nowMs: () => number) =>
    createCandleSource({
      clock: createBrokerClock({ base: { ...testClock(), nowMs } as Clock, follow: false }),
      candles: async (_, query) => {
        asked.push(query)
        if (fails(query)) throw new SepError('broker-unavailable', 'the broker is busy')
        return LABELS.filter((tMs) => tMs >= query.fromMs! && tMs + MINUTE_MS <= nowMs())
          .slice(0, Math.min(query.count!, MOST))
          .map(wire)
      },
    })
  return { asked, source }
}
const play = async (candles: NonNullable<BenchOptions['candles']>) => {
  const bench = liveBench({ names: ['EUR_USD'], candles, nowMs: NOW_MS, afterMs: NOON_MS })
  bench.price(0, 9, 9.5, NOW_MS - 100)
  const seen: Seen[] = []
  do seen.push(await bench.next(1000))
  while (seen.at(-1)!.tsMs < NOON_MS + MINUTES * MINUTE_MS)
  return { bench, seen }
}

describe('a stall of ten days', () => {
  test('is caught up whole: each open minute once, in order, with its own candle', async () => {
    const { asked, source } = broker()
    const { bench, seen } = await play(source)
    const present = seen.filter(({ candle }) => candle.present[0] === 1)
    expect(present.map(({ tsMs }) => tsMs - MINUTE_MS)).toEqual(MISSED)
    expect(present.every(({ tsMs, candle }) => Math.abs(candle.c[0]! - closeOf(tsMs - MINUTE_MS)) < 1e-9)).toBe(true)
    expect([bench.faults, bench.revisions]).toEqual([[], []])
    expect(asked.length).toBeLessThanOrEqual(6)
    // The stream prices the newest minute, not those in between.
    expect(seen.filter(({ quote }) => quote.bid[0] === 9)).toHaveLength(1)
  })

  test('a failed request is repeated', async () => {
    let failures = 3
    const { source } = broker(() => failures-- > 0)
    const { seen } = await play(source)
    expect(seen.filter(({ candle }) => candle.present[0] === 1)).toHaveLength(MISSED.length)
  })

  test('what never comes is a reported gap, and what follows comes all the same', async () => {
    const { source } = broker()
    const { bench, seen } = await play((nowMs) => {
      const inner = source(nowMs)
      return {
        // The first stretch is never answered, at whatever time it is asked for.
        poll: (name, afterMs, beforeMs, last) =>
          beforeMs < NOON_MS + 4001 * MINUTE_MS
            ? Promise.reject(new SepError('broker-unavailable', 'the broker is busy'))
            : inner.poll(name, Math.max(afterMs, NOON_MS), beforeMs, last),
      }
    })
    expect(bench.faults.at(-1)).toBe(
      'missing or unusable candles of 2026-01-05T12:00:00.000Z to 2026-01-08T06:40:00.000Z remain a gap',
    )
    const first = seen.find(({ candle }) => candle.present[0] === 1)!
    expect(first.tsMs).toBe(NOON_MS + 4001 * MINUTE_MS)
    expect(seen.filter(({ candle }) => candle.present[0] === 1)).toHaveLength(MISSED.length - 4000)
  })
})
