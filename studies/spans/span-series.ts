/** One run counted over several spans that end where it ends. */
import { SepError } from '../../model/error-codes.js'
import { DAY_MS } from '../../lib/time-units.js'
import type { StoredRun } from './stored-runs.js'

/** Spans that are compared unless others are asked for, days. */
export const SPAN_DAYS: readonly number[] = Object.freeze([14, 30, 60])
/** The run that all of them are counted from. */
export const LONG_RUN_DAYS = 90

export interface SpanRow {
  readonly days: number
  /** Closed trades whose exit is in (from, to]. */
  readonly trades: number
  readonly pnl_bps: number
  /** Null without trades. */
  readonly win_rate: number | null
  readonly mean_bps: number | null
  /** ISO time. */
  readonly from: string
  readonly to: string
  readonly run_id: string
  readonly param_key: string | null
}

/**
 * One row a span, in the order asked for. All are counted from the same trades to the same end, so a longer span never has fewer trades.
 * `bad-argument` where a span is longer than the run.
 */
export const spanSeries = ({ run, trades }: StoredRun, days: readonly number[]): readonly SpanRow[] =>
  days.map((span) => {
    const fromMs = run.to - span * DAY_MS
    if (!(span > 0) || fromMs < run.from)
      throw new SepError(
        'bad-argument',
        `${run.instrument}: ${span} days: run ${run.run_id} covers ${(run.to - run.from) / DAY_MS}`,
      )
    const inside = trades.filter(({ exit_ts }) => exit_ts > fromMs && exit_ts <= run.to)
    const pnl = inside.reduce((sum, { pnl_bps }) => sum + pnl_bps, 0)
    const wins = inside.filter(({ pnl_bps }) => pnl_bps > 0).length
    return {
      days: span,
      trades: inside.length,
      pnl_bps: pnl,
      win_rate: inside.length === 0 ? null : wins / inside.length,
      mean_bps: inside.length === 0 ? null : pnl / inside.length,
      from: new Date(fromMs).toISOString(),
      to: new Date(run.to).toISOString(),
      run_id: run.run_id,
      param_key: run.param_key,
    }
  })
