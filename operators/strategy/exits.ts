/** Reasons to leave a position. */
import { REASON } from '../../model/codes.js'
import type { Rules } from './rules.js'
import type { Observation } from './observation.js'

/** The first exit that applies, or none (0). The session's close precedes the operator, profit and loss precede slope. */
export const exitReasonOf = (rules: Rules, seen: Observation, lastEntryMs: number): number => {
  if (seen.leave === 1) return REASON.session
  if (seen.flatten === 1) return REASON.flatten
  if (seen.present === 0) return REASON.none
  const { side } = seen
  if (rules.exitPnl) {
    const pnlPct = ((side * (seen.closingPrice - seen.entryPrice)) / seen.entryPrice) * 100
    if (pnlPct >= rules.exitPnlTpPct) return REASON.pnl_tp
    if (pnlPct <= -rules.exitPnlSlPct) return REASON.pnl_sl
  }
  if (rules.exitSlope && seen.tsMs - lastEntryMs >= rules.exitCdSec * 1000) {
    const againstBps = -side * seen.slopeBps
    if (againstBps > 0 && againstBps >= rules.exitSlopeBps) return REASON.slope
  }
  return REASON.none
}
