/** Drawdown from the NAV peak: past the limit it stays tripped until the operator switches the kill switch off again. */
import type { RiskInput } from './ports.js'

export interface Drawdown {
  peak: number
  latched: boolean
  /** The last control request and the pauses and locks it left, to tell what the next one changes. */
  requestId: number
  paused: number
  readonly lockUntilMs: Float64Array
}
export const createDrawdown = (count: number): Drawdown => ({
  peak: Number.NEGATIVE_INFINITY,
  latched: false,
  requestId: Number.NaN,
  paused: 0,
  lockUntilMs: new Float64Array(count),
})

/** Updates the peak with the slice's NAV and returns the drawdown in percent of it, NaN while either is unknown. */
export const advanceDrawdown = (state: Drawdown, nav: number, maxDrawdownPct: number): number => {
  if (nav > state.peak) state.peak = nav
  const drawdownPct = state.peak > 0 ? ((state.peak - nav) / state.peak) * 100 : Number.NaN
  if (drawdownPct >= maxDrawdownPct) state.latched = true
  return drawdownPct
}

/**
 * A control request that only concerns the kill switch and leaves it off clears the latch and restarts the peak: from the old
 * peak it would trip again at once. A request that pauses, resumes, locks, unlocks or flattens concerns something else and must
 * not turn trading back on.
 */
export const resetDrawdown = (state: Drawdown, control: RiskInput['control'], s: number, tsMs: number): void => {
  const requestId = control.requestId[s]!
  if (requestId === state.requestId || Number.isNaN(requestId)) return
  const known = !Number.isNaN(state.requestId)
  const other = rememberRequest(state, control, s, tsMs)
  if (!known || other || !state.latched || control.killSwitch[s] !== 0) return
  state.latched = false
  state.peak = Number.NEGATIVE_INFINITY
}

/** Stores the request's effects and returns true if it changed anything besides the kill switch. */
const rememberRequest = (state: Drawdown, control: RiskInput['control'], s: number, tsMs: number): boolean => {
  const { lockUntilMs } = state
  const count = lockUntilMs.length
  let other = control.paused[s] !== state.paused
  state.requestId = control.requestId[s]!
  state.paused = control.paused[s]!
  for (let k = 0, i = s * count; k < count; k++, i++) {
    const lock = control.lockUntilMs[i]!
    // An expired lock counts as none.
    if (control.flatten[i] !== 0 || Math.max(lock, tsMs) !== Math.max(lockUntilMs[k]!, tsMs)) other = true
    lockUntilMs[k] = lock
  }
  return other
}
