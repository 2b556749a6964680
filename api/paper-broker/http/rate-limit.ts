/** A token bucket on the broker's clock: `burst` tokens, refilled evenly. */
import type { Clock } from '../../../lib/clock.js'

/** Takes a token; false if the bucket is empty. */
export const rateLimit = (clock: Clock, perSecond: number, burst: number): (() => boolean) => {
  let tokens = burst
  let lastMs = clock.monotonicMs()
  return () => {
    const nowMs = clock.monotonicMs()
    tokens = Math.min(burst, tokens + ((nowMs - lastMs) / 1000) * perSecond)
    lastMs = nowMs
    if (tokens < 1) return false
    tokens--
    return true
  }
}
