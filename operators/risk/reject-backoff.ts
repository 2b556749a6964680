/** Exponential backoff after a reject or a cancel: an instrument pauses for 1, 2, 4 .. 60 minutes. */
import { MINUTE_MS } from '../../lib/time-units.js'

const LONGEST_MINUTES = 60

/** Arrays by instrument. */
export interface RejectBackoff {
  /** Rejects in a row. */
  readonly rejects: Int32Array
  readonly untilMs: Float64Array
}
export const createRejectBackoff = (count: number): RejectBackoff => ({
  rejects: new Int32Array(count),
  untilMs: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
})

/** Counts a reject seen at tsMs and blocks increases until the backoff has passed. */
export const noteReject = (state: RejectBackoff, k: number, tsMs: number): void => {
  const rejects = state.rejects[k]! + 1
  state.rejects[k] = rejects
  // From the seventh on, 2^(n-1) exceeds the longest pause.
  state.untilMs[k] = tsMs + (rejects > 6 ? LONGEST_MINUTES : 1 << (rejects - 1)) * MINUTE_MS
}

/** An increase filled: the count starts over. */
export const endRejects = (state: RejectBackoff, k: number): void => {
  state.rejects[k] = 0
}
