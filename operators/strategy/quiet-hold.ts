/** Slices in which a shadow position is only marked: passed over in one loop, since most of the time nothing happens. */
import type { Columns } from '../../graph/engine/define/schema.js'
import type { schemas } from '../../model/columns.js'
import { mustLeave } from './observation.js'
import type { Rules } from './rules.js'
import type { BidAskColumns } from './unit-fill.js'
import type { UnitPositions } from './unit-position.js'

interface HoldInput {
  readonly candle: BidAskColumns & { readonly present: Uint8Array }
  readonly quote: { readonly bid: Float64Array; readonly ask: Float64Array }
  readonly dir: { readonly slopeBps: Float64Array }
  readonly session: { readonly open: Uint8Array; readonly nearClose: Uint8Array; readonly forceFlat: Uint8Array }
}

/**
 * Marks the position of instrument k, which has no exit in flight, from row i on, until a row in which a bracket or a rule of the
 * exits might act, or row `end`; gives that row. It may stop too early and never too late: what acts decides by its own rules.
 */
export const markWhileQuiet = (
  p: UnitPositions,
  rules: Rules,
  k: number,
  { candle, quote, dir, session }: HoldInput,
  out: Columns<typeof schemas.shadow>,
  first: number,
  end: number,
  count: number,
): number => {
  const side = p.side[k]!
  const long = side > 0
  const entryPrice = p.entryPrice[k]!
  const entryTsMs = p.entryTsMs[k]!
  const paidBps = p.paidBps[k]!
  const stop = p.stopPrice[k]!
  const take = p.takePrice[k]!
  const opens = long ? candle.bo : candle.ao
  const worsts = long ? candle.bl : candle.ah
  const bests = long ? candle.bh : candle.al
  const closings = long ? quote.bid : quote.ask
  const gain = rules.exitPnl ? rules.exitPnlTpPct : Number.POSITIVE_INFINITY
  const loss = rules.exitPnl ? -rules.exitPnlSlPct : Number.NEGATIVE_INFINITY
  const againstBps = rules.exitSlope ? rules.exitSlopeBps : Number.POSITIVE_INFINITY
  let i = first
  for (; i < end; i += count) {
    if (mustLeave(session, i) === 1) break
    const profit = (side * (closings[i]! - entryPrice)) / entryPrice
    if (candle.present[i] === 1) {
      const open = opens[i]!
      if (side * (open - stop) <= 0 || side * (worsts[i]! - stop) <= 0) break
      if (side * (open - take) >= 0 || side * (bests[i]! - take) >= 0) break
      const profitPct = profit * 100
      if (profitPct >= gain || profitPct <= loss) break
      const against = -side * dir.slopeBps[i]!
      if (against > 0 && against >= againstBps) break
    }
    out.side[i] = side
    out.entryPrice[i] = entryPrice
    out.entryTsMs[i] = entryTsMs
    out.openBps[i] = profit * 1e4 - paidBps
  }
  return i
}
