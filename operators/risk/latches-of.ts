/** What the risk guards have latched, read from a snapshot of the graph: a mask as their column `shut`; 0 if `risk` has no state yet. */
import { decodeState } from '../../lib/codec.js'
import type { Snapshot } from '../../graph/engine/run/snapshot.js'
import { RISK_BIT } from '../../model/codes.js'
import type { DailyLoss } from './daily-loss.js'
import type { Drawdown } from './drawdown.js'
import type { MarginGate } from './margin-gate.js'

interface Latches {
  readonly drawdown: Drawdown
  readonly dailyLoss: DailyLoss
  readonly marginGate: MarginGate
}

/** `drawdownKills`: as configured; else a drawdown is only reported. */
export const latchesOf = (snapshot: Snapshot, drawdownKills: boolean): number => {
  const node = snapshot.nodes.find(({ id }) => id === 'risk')
  if (!node) return 0
  const { drawdown, dailyLoss, marginGate } = decodeState<Latches>(node.bytes)
  return (
    (drawdownKills && drawdown.latched ? RISK_BIT.drawdown : 0) |
    (dailyLoss.latched ? RISK_BIT.daily_loss : 0) |
    (marginGate.blocked ? RISK_BIT.margin : 0)
  )
}
