/** Collects NAV, drawdown and exposure: one row for the first slice that could trade, one per hour, one for the last slice. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { HOUR_MS } from '../../lib/time-units.js'
import { nodes } from '../../model/nodes.js'
import { firstTradingSlice } from './trading-span.js'

/** Home currency. */
export interface EquityRow {
  readonly tsMs: number
  readonly nav: number
  readonly balance: number
  /** Distance below the highest NAV so far, 0..100: in this slice, and the maximum since the previous row. */
  readonly drawdownPct: number
  readonly drawdownMaxPct: number
  readonly marginUsed: number
  readonly openPositions: number
  /** Unsigned notional of all positions, at mid. */
  readonly exposure: number
}
/** How much of the account was invested. */
export interface Exposure {
  /** Share of the slices with a position, 0..1; NaN without slices. */
  readonly inMarket: number
  /** Notional of all positions divided by NAV: mean over those slices (0 if there are none), and maximum. */
  readonly meanNav: number
  readonly maxNav: number
}
export interface EquityCollector extends FrameSink {
  rows(): readonly EquityRow[]
  /** Maximum drawdown of any slice, 0..100. */
  drawdownMaxPct(): number
  exposure(): Exposure
}

export const collectEquity = (tradeFromMs = Number.NEGATIVE_INFINITY): EquityCollector => {
  const rows: EquityRow[] = []
  const seen = { slices: 0, inMarket: 0, navSum: 0, navMax: 0, peak: Number.NEGATIVE_INFINITY, deepest: 0, since: 0 }
  let last: EquityRow | null = null
  return {
    write: (frame) => {
      const account = columnsOf(frame, nodes.broker)
      const holdingOf = holdings(frame)
      for (let s = firstTradingSlice(frame, tradeFromMs); s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s] as number
        const nav = account.nav[s] as number
        const held = holdingOf(s)
        seen.peak = Math.max(seen.peak, nav)
        const drawdownPct = seen.peak > 0 ? Math.min(100, ((seen.peak - nav) / seen.peak) * 100) : 0
        seen.deepest = Math.max(seen.deepest, drawdownPct)
        seen.since = Math.max(seen.since, drawdownPct)
        seen.slices++
        if (held.positions > 0) {
          seen.inMarket++
          seen.navSum += held.exposure / nav
          seen.navMax = Math.max(seen.navMax, held.exposure / nav)
        }
        const due = tsMs % HOUR_MS === 0 || last === null
        if (!due && s < frame.slices - 1) continue
        last = {
          tsMs,
          nav,
          balance: account.balance[s] as number,
          drawdownPct,
          drawdownMaxPct: seen.since,
          marginUsed: account.marginUsedTotal[s] as number,
          openPositions: held.positions,
          exposure: held.exposure,
        }
        if (!due) continue
        rows.push(last)
        seen.since = 0
      }
    },
    rows: () => (last && rows.at(-1)?.tsMs !== last.tsMs ? [...rows, last] : rows),
    drawdownMaxPct: () => seen.deepest,
    exposure: () => ({
      inMarket: seen.inMarket / seen.slices,
      meanNav: seen.inMarket === 0 ? 0 : seen.navSum / seen.inMarket,
      maxNav: seen.navMax,
    }),
  }
}

/** The positions held in slice s: how many, and their notional in home currency. */
const holdings = (frame: Frame): ((s: number) => { readonly positions: number; readonly exposure: number }) => {
  const { units, mark } = columnsOf(frame, nodes.broker)
  const { homeRate } = columnsOf(frame, nodes.quote)
  return (s) => {
    let positions = 0
    let exposure = 0
    for (let i = s * frame.count; i < (s + 1) * frame.count; i++) {
      if (units[i] === 0) continue
      positions++
      const notional = Math.abs(units[i] as number) * (mark[i] as number) * (homeRate[i] as number)
      if (notional > 0) exposure += notional
    }
    return { positions, exposure }
  }
}
