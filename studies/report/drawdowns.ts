/** The drawdowns of an account: from a highest NAV until it is reached again. */
import type { EquityRow } from '../../sinks/run/equity.js'

export interface AccountDrawdown {
  /** Time of the highest NAV before it, of the row with its deepest point, and of the recovery; null: not recovered. Hours, as the rows. */
  readonly peakMs: number
  readonly deepestMs: number
  readonly recoveredMs: number | null
  /** Depth in percent of the highest NAV: the maximum of all slices, not of the rows alone. */
  readonly depthPct: number
}

/** The `most` deepest, deepest first. */
export const worstDrawdowns = (
  rows: readonly Pick<EquityRow, 'tsMs' | 'drawdownPct' | 'drawdownMaxPct'>[],
  most: number,
): AccountDrawdown[] => {
  const found: AccountDrawdown[] = []
  let open: { peakMs: number; deepestMs: number; depthPct: number } | null = null
  let highMs = rows[0]?.tsMs ?? Number.NaN
  for (const { tsMs, drawdownPct, drawdownMaxPct } of rows) {
    if (drawdownMaxPct > 0) {
      open ??= { peakMs: highMs, deepestMs: tsMs, depthPct: 0 }
      if (drawdownMaxPct > open.depthPct) open = { ...open, deepestMs: tsMs, depthPct: drawdownMaxPct }
    }
    if (drawdownPct > 0) continue
    highMs = tsMs
    if (open) found.push({ ...open, recoveredMs: tsMs })
    open = null
  }
  if (open) found.push({ ...open, recoveredMs: null })
  return found.sort((a, b) => b.depthPct - a.depthPct).slice(0, most)
}
