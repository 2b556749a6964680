/** The close of an intent, which always passes. */
import type { OutColumns } from '../../graph/engine/define/schema.js'
import type { schemas } from '../../model/columns.js'
import { fairClose } from './fifo.js'
import type { RiskLimits } from './limits.js'
import type { OpenTrades } from './open-trades.js'
import type { RiskInput } from './ports.js'

/** Under FIFO rules a partial close may take a few units more, so that what is left has a size of its own. */
export const passClose = (
  out: OutColumns<typeof schemas.order>,
  intent: RiskInput['intent'],
  i: number,
  k: number,
  trades: OpenTrades,
  limits: RiskLimits,
): void => {
  const units = intent.closeUnits[i]!
  const all = intent.closeAll[i]!
  const reason = intent.closeReason[i]!
  // Nearly every row: it is blank.
  if (units === 0 && (all | reason) === 0) return
  out.closeUnits[i] = all !== 0 || !limits.fifo ? units : fair(trades, k, units, limits.unitScale[k]!)
  out.closeAll[i] = all
  out.closeReason[i] = reason
}

const fair = (trades: OpenTrades, k: number, units: number, unitScale: number): number => {
  if (units === 0) return units
  const size = fairClose(trades, k, Math.abs(units), unitScale)
  return units > 0 ? size : -size
}
