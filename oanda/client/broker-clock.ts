/** The broker's time on this machine: what its answers say of it, and a clock that follows it where the broker's time runs by its own speed. */
import type { Clock } from '../../lib/clock.js'

/** A `Date` header has whole seconds, cut down. */
const DATE_STEP_MS = 1000
/** Servers keep the text of the header for a moment. */
const DATE_LAG_MS = 100
/** Quartz against quartz: what a sample says gets wider by so much per millisecond. */
const DRIFT = 2e-4
/** Room given to a stamped event that contradicts the earlier samples. */
const EVENT_ROOM_MS = 1000

export interface BrokerClockOptions {
  /** The machine's clock. */
  readonly base: Clock
  /** How many times faster than the machine's the broker's time runs; 1 for a real broker. */
  readonly speed?: number
  /** True: `nowMs` is the broker's. False: it is the machine's, and `skewMs` says how far it is off. */
  readonly follow: boolean
}

/** Durations and sleeps are in the broker's milliseconds. */
export interface BrokerClock extends Clock {
  /** A `Date` header, with `monotonicMs` of this clock when the request went out and when the answer came. */
  sampleDate(dateMs: number, sentMs: number, gotMs: number): void
  /** The broker stamped something that reached us now: its time is at least that. */
  sampleEvent(tsMs: number): void
  /** `nowMs` minus the broker's time, ms; NaN before the first sample. A step of the machine's clock shows at once. */
  skewMs(): number
  /** Half the width of what the samples leave open, ms; Infinity before the first. */
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
      // A price may be old, so without a date there is nothing to hold it against.
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
