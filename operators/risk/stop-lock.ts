/** Locks an instrument for two hours after stops closed three of its positions within less than two hours. */
import { HOUR_MS } from '../../lib/time-units.js'
import { REASON } from '../../model/codes.js'

const SPAN_MS = 2 * HOUR_MS

/** Arrays by instrument. `older` and `newer` are the last two stopped positions since the last lock. */
export interface StopLock {
  readonly older: Float64Array
  readonly newer: Float64Array
  readonly lockedUntilMs: Float64Array
  /** 1: a stop has hit the position, and the rest of it is being closed. */
  readonly hit: Uint8Array
}
export const createStopLock = (count: number): StopLock => ({
  older: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
  newer: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
  lockedUntilMs: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
  hit: new Uint8Array(count),
})

/** An increase filled: the position has not been stopped yet. */
export const forgetStop = (state: StopLock, k: number): void => {
  state.hit[k] = 0
}

/**
 * A reduction filled for `reason`; `flat` = the position is gone. It counts once, when it is gone, whatever closed the rest of
 * it.
 */
export const noteExit = (state: StopLock, k: number, reason: number, flat: boolean, tsMs: number): void => {
  if (reason === REASON.stop) state.hit[k] = 1
  if (!flat) return
  if (state.hit[k] === 1) countStop(state, k, tsMs)
  state.hit[k] = 0
}

const countStop = (state: StopLock, k: number, tsMs: number): void => {
  if (tsMs - state.older[k]! < SPAN_MS) {
    state.lockedUntilMs[k] = tsMs + SPAN_MS
    state.older[k] = Number.NEGATIVE_INFINITY
    state.newer[k] = Number.NEGATIVE_INFINITY
  } else {
    state.older[k] = state.newer[k]!
    state.newer[k] = tsMs
  }
}
