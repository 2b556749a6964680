/** Control requests while a minute is being closed: they do not wait for the broker. */
import { expect, test } from 'vitest'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { settle } from '../../support/settle.js'
import { arraySource, arriving, liveBench, lookAt, NOON_MS } from '../../support/live/live-bench.js'

const held = [1, 2, 3].flatMap((minute) => [arriving('EUR_USD', minute, 1.1), arriving('USD_JPY', minute, 150, 900)])
const CLOSE_MS = NOON_MS + MINUTE_MS

test('a request gets its slice right before the minute, which keeps its candles', async () => {
  const bench = liveBench({ held, nowMs: CLOSE_MS - 100 })
  const next = bench.raw.next()
  await bench.base.advance(300)
  bench.request({ paused: 1 })
  const asked = lookAt((await settle(bench.base, next, 0)).value as never)
  expect([asked.tsMs, asked.closedBy, asked.control.minute, asked.control.requestId]).toEqual([
    CLOSE_MS - 1000,
    'control',
    0,
    1,
  ])
  expect(asked.asOfMs).toBe(CLOSE_MS + 200)
  const minute = await bench.next()
  expect([minute.tsMs, minute.closedBy, minute.candle.present, minute.candle.c]).toEqual([
    CLOSE_MS,
    'complete',
    [1, 1],
    [1.1, 150],
  ])
  expect(bench.revisions).toEqual([])
  expect((await bench.next()).tsMs).toBe(CLOSE_MS + MINUTE_MS)
})

test('a broker that never answers keeps no request waiting, however many come', async () => {
  const bench = liveBench({ candles: () => ({ poll: () => new Promise(() => {}) }), nowMs: CLOSE_MS - 100 })
  const seen: number[] = []
  for (let n = 0; n < 3; n++) {
    const next = bench.raw.next()
    await bench.base.advance(500)
    bench.request({ flatten: Uint8Array.of(1, 1) })
    // No time passes until it is there.
    seen.push(lookAt((await settle(bench.base, next, 0)).value as never).tsMs - CLOSE_MS)
  }
  expect(seen).toEqual([-1000, -999, -998])
  const minute = await bench.next()
  expect([minute.tsMs, minute.closedBy, minute.control.flatten]).toEqual([CLOSE_MS, 'grace', [1, 1]])
})

test('while a stall is caught up with, the request comes before the oldest minute', async () => {
  let answers = false
  const bench = liveBench({
    candles: (nowMs) => {
      const source = arraySource(held, nowMs)
      return { poll: (...asked) => (answers ? source.poll(...asked) : new Promise(() => {})) }
    },
    nowMs: NOON_MS + 3 * MINUTE_MS + 20_000,
  })
  const next = bench.raw.next()
  await bench.base.advance(100)
  bench.request()
  const asked = lookAt((await settle(bench.base, next, 0)).value as never)
  expect([asked.tsMs, asked.closedBy]).toEqual([CLOSE_MS - 1000, 'control'])
  answers = true
  const minutes = [await bench.next(), await bench.next(), await bench.next()].map(({ tsMs }) => tsMs)
  expect(minutes).toEqual([1, 2, 3].map((minute) => NOON_MS + minute * MINUTE_MS))
})
