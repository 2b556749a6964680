/** How fast a client may ask, and how often it may be wrong. */
import { MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'

export interface RequestRates {
  /** Messages that a client may send at once, and per second. */
  readonly burst: number
  readonly perSec: number
  /** Refused messages until it is closed; a minute without one forgives them. */
  readonly faults: number
}

export interface RequestLimits {
  readonly mayAsk: () => boolean
  /** Counts a refused message; true: it was one too many. */
  readonly refused: () => boolean
}

export const requestLimits = ({ burst, perSec, faults }: RequestRates, nowMs: () => number): RequestLimits => {
  const at = { tokens: burst, filledMs: nowMs(), faults: 0, faultMs: nowMs() }
  return {
    mayAsk: () => {
      const now = nowMs()
      at.tokens = Math.min(burst, at.tokens + ((now - at.filledMs) * perSec) / SECOND_MS)
      at.filledMs = now
      if (at.tokens < 1) return false
      at.tokens--
      return true
    },
    refused: () => {
      const now = nowMs()
      at.faults = now - at.faultMs > MINUTE_MS ? 1 : at.faults + 1
      at.faultMs = now
      return at.faults >= faults
    },
  }
}
