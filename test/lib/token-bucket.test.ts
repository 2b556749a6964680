import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testClock } from '../support/test-clock.js'
import { createTokenBucket } from '../../lib/token-bucket.js'

interface Passed {
  readonly n: number
  readonly urgent: boolean
  readonly askedMs: number
  readonly atMs: number
}

/** Requests come after the given waits; gives them in the order in which they passed. */
const flow = async (
  options: { perSec: number; burst: number; reserved: number },
  requests: readonly { readonly afterMs: number; readonly urgent: boolean }[],
): Promise<Passed[]> => {
  const clock = testClock()
  const bucket = createTokenBucket({ clock, ...options })
  const passed: Passed[] = []
  for (const [n, { afterMs, urgent }] of requests.entries()) {
    await clock.advance(afterMs)
    const askedMs = clock.nowMs()
    void bucket.take(urgent).then(() => passed.push({ n, urgent, askedMs, atMs: clock.nowMs() }))
    await clock.yield()
  }
  for (let step = 0; passed.length < requests.length && step < 10_000; step++) await clock.advance(1000)
  return passed
}

const options = fc
  .record({ perSec: fc.integer({ min: 1, max: 60 }), burst: fc.integer({ min: 1, max: 40 }) })
  .chain(({ perSec, burst }) =>
    fc.record({ perSec: fc.constant(perSec), burst: fc.constant(burst), reserved: fc.nat(burst - 1) }),
  )
const requests = fc.array(fc.record({ afterMs: fc.nat(120), urgent: fc.boolean() }), { maxLength: 120 })

describe('token bucket', () => {
  test('no second has more than burst + perSec, none is lost, each kind keeps its order', async () => {
    await fc.assert(
      fc.asyncProperty(options, requests, async (settings, list) => {
        const passed = await flow(settings, list)
        expect(passed).toHaveLength(list.length)
        const times = passed.map(({ atMs }) => atMs)
        for (const [n, fromMs] of times.entries()) {
          const inSecond = times.slice(n).filter((atMs) => atMs < fromMs + 1000).length
          expect(inSecond).toBeLessThanOrEqual(settings.burst + settings.perSec)
        }
        for (const urgent of [true, false]) {
          const order = passed.filter((one) => one.urgent === urgent).map(({ n }) => n)
          expect(order).toEqual([...order].sort((a, b) => a - b))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('behind a flood of others an urgent request still goes at once, by the reserved share', async () => {
    const flood = Array.from({ length: 100 }, () => ({ afterMs: 0, urgent: false }))
    const passed = await flow({ perSec: 10, burst: 20, reserved: 5 }, [...flood, { afterMs: 0, urgent: true }])
    const urgent = passed.find((one) => one.urgent)!
    expect(urgent.atMs - urgent.askedMs).toBe(0)
    expect(passed.filter(({ atMs }) => atMs === 0)).toHaveLength(16)
  })

  test('with the reserve used up, an urgent one waits for one token only, not for the reserve', async () => {
    const list = [
      ...Array.from({ length: 5 }, () => ({ afterMs: 0, urgent: true })),
      { afterMs: 0, urgent: false },
      { afterMs: 0, urgent: true },
    ]
    const passed = await flow({ perSec: 10, burst: 5, reserved: 4 }, list)
    expect(passed.map(({ n, atMs }) => [n, Math.round(atMs)])).toEqual([
      ...[0, 1, 2, 3, 4].map((n) => [n, 0]),
      [6, 100],
      [5, 600],
    ])
  })

  test('who is no longer interested leaves the queue', async () => {
    const clock = testClock()
    const bucket = createTokenBucket({ clock, perSec: 1, burst: 1, reserved: 0 })
    const leaving = new AbortController()
    expect(await bucket.take(false)).toBe(true)
    const [first, second] = [bucket.take(false, leaving.signal), bucket.take(false)]
    leaving.abort()
    expect(await first).toBe(false)
    await clock.advance(1000)
    expect(await second).toBe(true)
  })

  test('after 429 only the reserve is left', async () => {
    const clock = testClock()
    const bucket = createTokenBucket({ clock, perSec: 10, burst: 10, reserved: 3 })
    bucket.drain()
    let ordinary = false
    void bucket.take(false).then(() => (ordinary = true))
    expect(await bucket.take(true)).toBe(true)
    await clock.advance(150)
    expect(ordinary).toBe(false)
    await clock.advance(60)
    expect(ordinary).toBe(true)
  })

  test('more than a thousand waiting are refused', async () => {
    const bucket = createTokenBucket({ clock: testClock(), perSec: 1, burst: 1, reserved: 0 })
    for (let n = 0; n < 1001; n++) void bucket.take(false)
    expect(await bucket.take(false)).toBe(false)
  })
})
