import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testClock } from '../../support/test-clock.js'
import { createBrokerClock } from '../../../oanda/client/broker-clock.js'

const START_MS = Date.UTC(2026, 0, 5)

describe('broker clock', () => {
  test('the true time is always within the bounds of the samples, which only tighten', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.constantFrom(1, 60),
        fc.array(fc.record({ afterMs: fc.nat(5000), outMs: fc.nat(300), backMs: fc.nat(300) }), {
          minLength: 1,
          maxLength: 30,
        }),
        async (offMs, speed, samples) => {
          const base = testClock(START_MS)
          const clock = createBrokerClock({ base, speed, follow: true })
          const truth = () => START_MS + offMs + base.monotonicMs() * speed
          for (const { afterMs, outMs, backMs } of samples) {
            await base.advance(afterMs)
            const sentMs = clock.monotonicMs()
            await base.advance(outMs / speed)
            const dateMs = Math.floor(truth() / 1000) * 1000
            await base.advance(backMs / speed)
            clock.sampleDate(dateMs, sentMs, clock.monotonicMs())
            expect(clock.steps()).toBe(0)
            expect(Math.abs(clock.nowMs() - truth())).toBeLessThanOrEqual(clock.uncertaintyMs() + 1e-3)
            expect(clock.uncertaintyMs()).toBeLessThanOrEqual(860)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  test('stamped events raise the lower bound', () => {
    const clock = createBrokerClock({ base: testClock(START_MS), follow: true })
    clock.sampleDate(START_MS, 0, 0)
    expect(clock.nowMs()).toBe(START_MS + 550)
    clock.sampleEvent(START_MS + 900)
    expect(clock.nowMs()).toBe(START_MS + 1000)
  })

  test('without a sample it is the time of the machine, and the skew is unknown; an old price changes nothing', () => {
    const clock = createBrokerClock({ base: testClock(START_MS), follow: true })
    clock.sampleEvent(START_MS - 1e8)
    expect(clock.nowMs()).toBe(START_MS)
    expect(clock.skewMs()).toBeNaN()
  })

  test('a machine that is five seconds ahead reports it and keeps its own time', () => {
    const clock = createBrokerClock({ base: testClock(START_MS + 5000), follow: false })
    clock.sampleDate(START_MS, 0, 0)
    expect(clock.nowMs()).toBe(START_MS + 5000)
    expect(clock.skewMs()).toBe(4450)
  })

  test('a step of the machine clock shows at once, one of the broker clock at the next sample', async () => {
    const base = testClock(START_MS)
    let jumpMs = 0
    const clock = createBrokerClock({ base: { ...base, nowMs: () => base.nowMs() + jumpMs }, follow: false })
    clock.sampleDate(START_MS, 0, 0)
    jumpMs = -30_000
    expect(clock.skewMs()).toBe(-30_550)
    jumpMs = 0
    await base.advance(1000)
    clock.sampleDate(START_MS + 61_000, 1000, 1000)
    expect(clock.steps()).toBe(1)
    expect(clock.skewMs()).toBe(-60_550)
  })

  test('sleeps and durations are in broker time', async () => {
    const base = testClock(START_MS)
    const clock = createBrokerClock({ base, speed: 60, follow: true })
    let slept = false
    void clock.sleep(60_000).then(() => (slept = true))
    await base.advance(999)
    expect(slept).toBe(false)
    await base.advance(1)
    expect(slept).toBe(true)
    expect(clock.monotonicMs()).toBe(60_000)
  })
})
