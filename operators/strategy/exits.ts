/** Why a held position is left now. */
import { REASON } from '../../model/codes.js'
import type { Rules } from './rules.js'
import type { Sight } from './sight.js'

/** The first exit that holds, none (0) where none does. The close of the session comes before the operator, profit and loss before slope. */
export const exitReasonOf = (rules: Rules, see: Sight, lastEntryMs: number): number => {
  if (see.leave === 1) return REASON.session
  if (see.flatten === 1) return REASON.flatten
  if (see.present === 0) return REASON.none
  const { side } = see
  if (rules.exitPnl) {
    const pnlPct = ((side * (see.closingPrice - see.entryPrice)) / see.entryPrice) * 100
    if (pnlPct >= rules.exitPnlTpPct) return REASON.pnl_tp
    if (pnlPct <= -rules.exitPnlSlPct) return REASON.pnl_sl
  }
  if (rules.exitSlope && see.tsMs - lastEntryMs >= rules.exitCdSec * 1000) {
    const againstBps = -side * see.slopeBps
    if (againstBps > 0 && againstBps >= rules.exitSlopeBps) return REASON.slope
  }
  return REASON.none
}
