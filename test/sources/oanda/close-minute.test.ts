import { describe, expect, test } from 'vitest'
import { testClock } from '../../support/test-clock.js'
import { SepError } from '../../../model/error-codes.js'
import { createBrokerClock } from '../../../oanda/client/broker-clock.js'
import { formatTime } from '../../../oanda/wire/time.js'
import { createCandleSource } from '../../../sources/oanda/candles.js'
import { closeMinute, type ClosedMinute } from '../../../sources/oanda/close-minute.js'
import { settle } from '../../support/settle.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const LABEL_MS = Date.UTC(2026, 0, 5, 12)
const CLOSE_MS = LABEL_MS + MINUTE_MS
const bar = (close: string) => ({ o: close, h: close, l: close, c: close })
const candle = (tMs: number, complete: boolean, close = '1.1') => ({
  complete,
  volume: 1,
  time: formatTime(tMs),
  mid: bar(close),
  bid: bar(close),
  ask: bar(close),
})

/** `candlesAt(name, secondsAfterClose)` is the broker's answer then. */
const close = async (
  names: readonly string[],
  candlesAt: (name: string, seconds: number) => readonly object[] | Promise<never>,
): Promise<{ minute: ClosedMinute; seconds: number; polls: number }> => {
  const base = testClock(CLOSE_MS - 10_000)
  let polls = 0
  const source = createCandleSource({
    clock: createBrokerClock({ base, follow: false }),
    candles: async (name) => {
      polls++
      return candlesAt(name, (base.nowMs() - CLOSE_MS) / 1000)
    },
  })
  const minute = await settle(
    base,
    closeMinute({
      source,
      clock: base,
      open: new Map(names.map((name) => [name, LABEL_MS - MINUTE_MS])),
      closeMs: CLOSE_MS,
      graceMs: 5000,
      everyMs: 500,
      lastPollMs: 2_000,
      signal: new AbortController().signal,
    }),
    100,
  )
  return { minute, seconds: (base.nowMs() - CLOSE_MS) / 1000, polls }
}
const held = ({ series }: ClosedMinute) =>
  series.map(({ instrument, tMs }) => [instrument, ...[...tMs].map((ms) => (ms - LABEL_MS) / MINUTE_MS)])

describe('closing a minute', () => {
  test('as soon as all have their candle; only the others are polled', async () => {
    const { minute, seconds, polls } = await close(['EUR_USD', 'USD_JPY'], (name, passed) => [
      candle(LABEL_MS, name === 'EUR_USD' || passed >= 2),
    ])
    expect([minute.closedBy, held(minute), minute.forced]).toEqual([
      'complete',
      [
        ['EUR_USD', 0],
        ['USD_JPY', 0],
      ],
      0,
    ])
    expect(seconds).toBeCloseTo(2, 0)
    expect(polls).toBe(1 + 5)
  })

  test('a minute without ticks is over when the next one has begun', async () => {
    const { minute, seconds } = await close(['EUR_USD'], () => [
      candle(LABEL_MS - MINUTE_MS, true),
      candle(CLOSE_MS, false),
    ])
    expect([minute.closedBy, held(minute)]).toEqual(['complete', []])
    expect(seconds).toBeLessThan(1)
  })

  test('after the grace a running candle counts, and an absent one stays missing', async () => {
    const { minute, seconds } = await close(['EUR_USD', 'USD_JPY'], (name) =>
      name === 'EUR_USD' ? [candle(LABEL_MS, false)] : [],
    )
    expect([minute.closedBy, held(minute), minute.forced]).toEqual(['grace', [['EUR_USD', 0]], 1])
    expect(seconds).toBeCloseTo(5, 0)
  })

  test('candles of the next minute wait for it', async () => {
    const { minute } = await close(['EUR_USD'], () => [candle(LABEL_MS, true), candle(CLOSE_MS, true)])
    expect(held(minute)).toEqual([['EUR_USD', 0]])
  })

  test('a broker that does not answer, or is not available, costs its candle and not the others', async () => {
    const { minute, seconds } = await close(['AUD_USD', 'EUR_USD', 'USD_JPY'], (name) => {
      if (name === 'AUD_USD') return new Promise<never>(() => {})
      if (name === 'USD_JPY') throw new SepError('broker-unavailable', 'away')
      return [candle(LABEL_MS, true)]
    })
    expect([minute.closedBy, held(minute)]).toEqual(['grace', [['EUR_USD', 0]]])
    expect(minute.faults.at(-1)).toBe('AUD_USD no answer within 2000 ms')
    expect(minute.faults).toContain('USD_JPY away')
    expect(seconds).toBeLessThan(8)
  })

  test('a refusal ends it', async () => {
    const work = close(['EUR_USD'], () => {
      throw new SepError('broker-refused', 'no')
    })
    await expect(work).rejects.toThrow('no')
  })

  test('a revision that an early poll saw is reported with the minute', async () => {
    const base = testClock(CLOSE_MS)
    let polls = 0
    const source = createCandleSource({
      clock: createBrokerClock({ base, follow: false }),
      candles: async () =>
        [
          [candle(LABEL_MS - MINUTE_MS, false)],
          [candle(LABEL_MS - MINUTE_MS, true, '1.2')],
          [candle(LABEL_MS - MINUTE_MS, true, '1.2'), candle(LABEL_MS, true)],
        ][polls++] ?? [],
    })
    await source.poll('EUR_USD', LABEL_MS - 2 * MINUTE_MS, LABEL_MS, true)
    const options = { source, clock: base, closeMs: CLOSE_MS, graceMs: 5000, everyMs: 500, lastPollMs: 2_000 }
    const open = new Map([['EUR_USD', LABEL_MS - MINUTE_MS]])
    const minute = await settle(base, closeMinute({ ...options, open, signal: new AbortController().signal }), 100)
    expect(minute.revisions.map(({ used, now }) => [used[4], now[4]])).toEqual([[1.1, 1.2]])
    expect(held(minute)).toEqual([['EUR_USD', 0]])
  })

  test('bad candles are reported with their instrument', async () => {
    const { minute } = await close(['EUR_USD'], () => [candle(LABEL_MS, true, 'NaN'), candle(CLOSE_MS, false)])
    expect([held(minute), minute.faults]).toEqual([[], ['EUR_USD candles[0]: o is missing']])
  })
})
