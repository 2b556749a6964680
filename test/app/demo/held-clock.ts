/** A clock for the demo: history goes on only after `release`, trading does not go on at all. */
import type { Clock } from '../../../lib/clock.js'
import { testClock } from '../../support/test-clock.js'

export const heldClock = (): Clock & { release(): void } => {
  const held = testClock()
  let ms = 0
  let released = false
  const waiting: (() => void)[] = []
  return {
    ...held,
    monotonicMs: () => (ms += 1000),
    yield: () => (released ? held.yield() : new Promise((resolve) => waiting.push(resolve))),
    release: () => {
      released = true
      for (const go of waiting) go()
    },
  }
}
