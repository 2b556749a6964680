/** The figures of a run that a trader looks at first. */
import { MINUTE_MS } from '../../lib/time-units.js'
import type { CauseCost } from '../../sinks/run/cost-ledger.js'
import type { Position } from './positions.js'

/** Of closed positions, from flat to flat; null if there are none. Money in home currency. */
export interface RunFigures {
  readonly positions: number
  readonly positionsPerDay: number | null
  /** 0..1. */
  readonly winRate: number | null
  /** Mean result before and after costs, bps of entry notional. */
  readonly grossBpsPerPosition: number | null
  readonly netBpsPerPosition: number | null
  readonly holdMinutes: number | null
  /** Of all fills. */
  readonly turnover: number
  readonly costs: number
  readonly costBps: number | null
}

/** `days`: days on which the run could trade. */
export const figuresOf = (
  positions: Iterable<Position>,
  causes: ReadonlyMap<string, CauseCost>,
  days: number,
): RunFigures => {
  const sums = { closed: 0, wins: 0, grossBps: 0, netBps: 0, minutes: 0 }
  for (const { open, net, grossBps, netBps, entryTsMs, exitTsMs } of positions) {
    if (open) continue
    sums.closed++
    if (net > 0) sums.wins++
    sums.grossBps += grossBps
    sums.netBps += netBps
    sums.minutes += (exitTsMs - entryTsMs) / MINUTE_MS
  }
  const mean = (sum: number) => known(sum / sums.closed)
  const total = (of: (cause: CauseCost) => number) => [...causes.values()].reduce((sum, cause) => sum + of(cause), 0)
  const turnover = total((cause) => cause.turnover)
  const costs = total((cause) => cause.spread + cause.slippage + cause.conversion + cause.depth + cause.commission)
  return {
    positions: sums.closed,
    positionsPerDay: known(sums.closed / days),
    winRate: mean(sums.wins),
    grossBpsPerPosition: mean(sums.grossBps),
    netBpsPerPosition: mean(sums.netBps),
    holdMinutes: mean(sums.minutes),
    turnover,
    costs,
    costBps: known((costs / turnover) * 1e4),
  }
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
