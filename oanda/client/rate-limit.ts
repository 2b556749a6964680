/** What a 429 stops: it counts all requests of an address, so every read waits, not only the one that got it. */
import { createBackOff } from '../../lib/back-off.js'
import type { Clock } from '../../lib/clock.js'

const FIRST_MS = 250
const MOST_MS = 5_000

export interface RateLimit {
  /** Until no read is to be sent, ms from now; 0 = it may leave. */
  waitMs(): number
  /** Another 429; `askedMs`: its Retry-After, 0 = none. Returns the wait. */
  hit(askedMs: number): number
  /** An answer that is none: the next wait is the first again. */
  passed(): void
}

/** `random`: numbers in [0, 1). */
export const createRateLimit = (clock: Clock, random: () => number): RateLimit => {
  const backOff = createBackOff(FIRST_MS, MOST_MS, random)
  let untilMs = Number.NEGATIVE_INFINITY
  const waitMs = () => Math.max(0, untilMs - clock.monotonicMs())
  return {
    waitMs,
    hit: (askedMs) => {
      untilMs = Math.max(untilMs, clock.monotonicMs() + backOff.next(askedMs))
      return waitMs()
    },
    passed: () => backOff.reset(),
  }
}
