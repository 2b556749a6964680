/** The figures of a run that a trader asks for first. */
import type { CauseCost } from '../../sinks/run/cost-ledger.js'
import type { Position } from './positions.js'

/** Of finished positions, from flat to flat; null where there is none. Money in home currency. */
export interface RunFigures {
  readonly positions: number
  readonly positionsPerDay: number | null
  /** 0..1. */
  readonly winRate: number | null
  /** Mean net result, bps of entry notional. */
  readonly netBpsPerPosition: number | null
  readonly holdMinutes: number | null
  /** Of all fills. */
  readonly turnover: number
  readonly costs: number
  readonly costBps: number | null
}

/** `days`: days of the run with a candle. */
export const figuresOf = (
  positions: readonly Position[],
  causes: ReadonlyMap<string, CauseCost>,
  days: number,
): RunFigures => {
  const finished = positions.filter(({ open }) => !open)
  const meanOf = (of: (position: Position) => number) =>
    known(finished.reduce((sum, position) => sum + of(position), 0) / finished.length)
  const total = (of: (cause: CauseCost) => number) => [...causes.values()].reduce((sum, cause) => sum + of(cause), 0)
  const turnover = total((cause) => cause.turnover)
  const costs = total((cause) => cause.spread + cause.slippage + cause.conversion)
  return {
    positions: finished.length,
    positionsPerDay: known(finished.length / days),
    winRate: meanOf(({ net }) => (net > 0 ? 1 : 0)),
    netBpsPerPosition: meanOf(({ netBps }) => netBps),
    holdMinutes: meanOf(({ entryTsMs, exitTsMs }) => (exitTsMs - entryTsMs) / 60_000),
    turnover,
    costs,
    costBps: known((costs / turnover) * 1e4),
  }
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
