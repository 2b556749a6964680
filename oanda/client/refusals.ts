/**
 * What a refusal means: a 4xx other than 408 and 429, the same for every interface.
 * Maintenance and proxies refuse what they accept a moment later, so it is tried again with growing waits, it is shown while it stands,
 * and only after minutes of nothing else is it final.
 */
import { createBackOff, type BackOff } from '../../lib/back-off.js'
import type { Clock } from '../../lib/clock.js'
import { MINUTE_MS, SECOND_MS } from '../../lib/time-units.js'
import { SepError } from '../../model/error-codes.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'

const FIRST_WAIT_MS = SECOND_MS
const MOST_WAIT_MS = MINUTE_MS
/** A refusal that nobody has tried again for this long after its wait no longer stands. */
const FORGOTTEN_MS = MINUTE_MS + 5 * SECOND_MS

export interface RefusalOptions {
  /** The machine's clock: waits and patience run by it. */
  readonly clock: Clock
  /** The broker's time, for the hours of the market. */
  readonly brokerMs: () => number
  /** Numbers in [0, 1). */
  readonly random: () => number
  /** How long an interface may refuse without a break until it is final; 0 = the first refusal is final. */
  readonly patienceMs: number
  /** The first refusal of an interface, and the answer that ends it. */
  readonly onChange: (kind: 'refused' | 'accepted', text: string) => void
}

export interface Refusals {
  /** The error of a request that must not leave yet; null = it may leave. */
  waiting(face: string): SepError | null
  /** Takes a refusal and returns its error: `broker-unavailable` while it may pass, `broker-refused` once it is final. */
  refused(face: string, why: string): SepError
  /** The interface has answered otherwise. */
  accepted(face: string): void
  /** The refusal that has stood longest; null = none. */
  standing(): string | null
}

interface Refusal {
  readonly why: string
  /** Of the first; begins again while the market is closed, when the broker is maintained for hours. */
  readonly sinceMs: number
  readonly lastMs: number
  readonly count: number
  /** No request before. */
  readonly untilMs: number
  readonly backOff: BackOff
}

export const createRefusals = ({ clock, brokerMs, random, patienceMs, onChange }: RefusalOptions): Refusals => {
  const held = new Map<string, Refusal>()
  /** Does not change between two attempts, so that a log shows each once. */
  const textOf = ({ why, count, sinceMs, lastMs }: Refusal): string =>
    count === 1 ? why : `${why}, ${count} times in ${seconds(lastMs - sinceMs)}`
  return {
    waiting: (face) => {
      const refusal = held.get(face)
      if (!refusal || clock.monotonicMs() >= refusal.untilMs) return null
      return new SepError('broker-unavailable', textOf(refusal))
    },
    refused: (face, why) => {
      const now = clock.monotonicMs()
      const before = held.get(face)
      const sinceMs = before && isOpen(brokerMs()) ? before.sinceMs : now
      if (now - sinceMs >= patienceMs) {
        const long = patienceMs > 0 ? `, for ${seconds(now - sinceMs)}` : ''
        return new SepError('broker-refused', `${why}${long}`)
      }
      const backOff = before?.backOff ?? createBackOff(FIRST_WAIT_MS, MOST_WAIT_MS, random)
      const count = (before?.count ?? 0) + 1
      const refusal = { why, sinceMs, lastMs: now, count, untilMs: now + backOff.next(), backOff }
      held.set(face, refusal)
      if (!before) onChange('refused', textOf(refusal))
      return new SepError('broker-unavailable', textOf(refusal))
    },
    accepted: (face) => {
      const refusal = held.get(face)
      if (!refusal) return
      held.delete(face)
      onChange('accepted', `GET ${face}: answered again after ${seconds(clock.monotonicMs() - refusal.sinceMs)}`)
    },
    standing: () => {
      const now = clock.monotonicMs()
      const recent = [...held.values()].filter(({ untilMs }) => now < untilMs + FORGOTTEN_MS)
      const oldest = recent.sort((a, b) => a.sinceMs - b.sinceMs)[0]
      return oldest ? textOf(oldest) : null
    },
  }
}

const isOpen = (brokerMs: number): boolean => isFxWeekMinute(Math.floor(brokerMs / MINUTE_MS) * MINUTE_MS)

const seconds = (ms: number): string => `${Math.ceil(ms / SECOND_MS)} s`
