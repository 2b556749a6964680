/** Collects NAV and drawdown: one row an hour, and the last slice. */
import type { NodeColumns } from '../../graph/frame.js'
import type { FrameSink } from '../../graph/rx.js'

export interface EquityRow {
  readonly tsMs: number
  readonly nav: number
  readonly balance: number
  readonly drawdownPct: number
  readonly marginUsed: number
  readonly openPositions: number
}
export interface EquityCollector extends FrameSink {
  rows(): readonly EquityRow[]
}

const HOUR_MS = 3_600_000

export const collectEquity = (): EquityCollector => {
  const rows: EquityRow[] = []
  let last: EquityRow | null = null
  return {
    write: (frame) => {
      const account = frame.columns['broker'] as NodeColumns
      const result = frame.columns['performance']
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s] as number
        if (tsMs % HOUR_MS !== 0 && s < frame.slices - 1 && last) continue
        const row = {
          tsMs,
          nav: (account['nav'] as Float64Array)[s] as number,
          balance: (account['balance'] as Float64Array)[s] as number,
          drawdownPct: ((result?.['drawdownPct'] as Float64Array | undefined)?.[s] ?? 0) as number,
          marginUsed: (account['marginUsedTotal'] as Float64Array)[s] as number,
          openPositions: ((result?.['openPositions'] as Int32Array | undefined)?.[s] ?? 0) as number,
        }
        if (tsMs % HOUR_MS === 0) rows.push(row)
        last = row
      }
    },
    rows: () => (last && rows.at(-1)?.tsMs !== last.tsMs ? [...rows, last] : rows),
  }
}
