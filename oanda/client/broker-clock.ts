/** The broker's time, estimated from its answers, and a clock that follows it where the broker's time runs at its own speed. */
import type { Clock } from '../../lib/clock.js'

/** A `Date` header is in whole seconds, rounded down. */
const DATE_STEP_MS = 1000
/** Servers cache the header's text for a moment. */
const DATE_LAG_MS = 100
/** Quartz against quartz: the bounds of a sample widen by this much per millisecond. */
const DRIFT = 2e-4
/** Uncertainty of a stamped event that contradicts the earlier samples. */
const EVENT_ROOM_MS = 1000

export interface BrokerClockOptions {
  /** The machine's clock. */
  readonly base: Clock
  /** How many times faster than the machine's the broker's time runs; 1 for a real broker. */
  readonly speed?: number
  /** True: `nowMs` is the broker's. False: it is the machine's, and `skewMs` is its error. */
  readonly follow: boolean
}

/** Durations and sleeps are in the broker's milliseconds. */
export interface BrokerClock extends Clock {
  /** A `Date` header, with this clock's `monotonicMs` at request and answer. */
  sampleDate(dateMs: number, sentMs: number, gotMs: number): void
  /** An event that arrived now carries this stamp: the broker's time is at least that. */
  sampleEvent(tsMs: number): void
  /** `nowMs` minus the broker's time, ms; NaN before the first sample. Shows a step of the machine's clock at once. */
  skewMs(): number
  /** Half the width of the interval that the samples allow, ms; Infinity before the first. */
  uncertaintyMs(): number
  /** How often a sample contradicted the earlier ones: a step of the broker's clock, or a wrong speed. */
  steps(): number
}

export const createBrokerClock = ({ base, speed = 1, follow }: BrokerClockOptions): BrokerClock => {
  const monotonicMs = () => base.monotonicMs() * speed
  // The broker's time is monotonicMs + something in [low, high].
  let low = Number.NEGATIVE_INFINITY
  let high = Number.POSITIVE_INFINITY
  let widenedMs = 0
  let steps = 0

  const widen = (): void => {
    const nowMs = monotonicMs()
    const room = (nowMs - widenedMs) * DRIFT
    low -= room
    high += room
    widenedMs = nowMs
  }
  const restart = (from: number, to: number): void => {
    steps++
    low = from
    high = to
  }
  const offset = () => (low + high) / 2
  const known = () => high !== Number.POSITIVE_INFINITY

  const nowMs = () => (follow && known() ? monotonicMs() + offset() : base.nowMs())
  return {
    nowMs,
    monotonicMs,
    sleep: (ms, signal) => base.sleep(ms / speed, signal),
    yield: () => base.yield(),
    sampleDate: (dateMs, sentMs, gotMs) => {
      widen()
      const from = dateMs - gotMs
      const to = dateMs + DATE_STEP_MS + DATE_LAG_MS - sentMs
      if (from > high || to < low) return restart(from, to)
      low = Math.max(low, from)
      high = Math.min(high, to)
    },
    sampleEvent: (tsMs) => {
      // A price may be old, so without a date there is nothing to compare it with.
      if (!known()) return
      widen()
      const from = tsMs - monotonicMs()
      if (from > high) restart(from, from + EVENT_ROOM_MS)
      else low = Math.max(low, from)
    },
    skewMs: () => (known() ? nowMs() - (monotonicMs() + offset()) : Number.NaN),
    uncertaintyMs: () => (high - low) / 2,
    steps: () => steps,
  }
}
