/** What practice would have made of the same market: without filled places, and with a drawdown limit that acts. */
import { isoMinute } from '../../lib/iso-time.js'
import { formatCount } from './format.js'
import type { RunResult } from './run-result.js'

export interface PracticeRules {
  /** Whether filled places may increase. */
  readonly fillTrades: boolean
  /** `kill`: the limit stops all increases; `report`: it is only reported. */
  readonly drawdownAction: 'kill' | 'report'
}
export interface PracticeResult extends RunResult, PracticeRules {
  /** Whether any instrument earned a place. */
  readonly earned: boolean
  /** When the drawdown limit stopped all increases; null if never. */
  readonly stoppedMs: number | null
}

/** The first sentence of a run that practice would not have made as it is; none where both are the same. */
export const practiceStatements = (own: RunResult, practice: PracticeResult, maxDrawdownPct: number): string[] => {
  const count = own.trades + own.openTrades
  const wouldBe = practice.trades + practice.openTrades
  if (wouldBe === 0) {
    if (count === 0) return []
    const why = practice.earned ? 'no earned place led to an order' : 'no instrument earned a place'
    return [`0 of ${formatCount(count)} trades would have been made in practice: ${why}.`]
  }
  if (wouldBe === count && practice.net === own.net) return []
  const reasons = [
    ...(practice.fillTrades ? [] : ['filled places do not trade there']),
    ...(practice.stoppedMs === null
      ? []
      : [`the drawdown limit of ${maxDrawdownPct} % stops all increases from ${isoMinute(practice.stoppedMs)} UTC`]),
  ]
  const because = reasons.length === 0 ? '' : `: ${reasons.join(', and ')}`
  return [`In practice ${formatCount(wouldBe)} trades would have been made, not ${formatCount(count)}${because}.`]
}
