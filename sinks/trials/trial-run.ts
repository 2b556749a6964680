/** One line of trials.ndjson as a stored document, and back. Nothing is lost on the way. */
import type { z } from 'zod'
import { isoTime } from '../../lib/iso-time.js'
import type { TrialLine } from '../../model/trial-line.js'
import type { documents } from '../../store/documents.js'

export type TrialDocument = z.output<typeof documents.trialRun>

export interface TrialContext {
  /** When it is written, ms. */
  readonly ts: number
  /** Graph name and hash of its kinds and wires. */
  readonly family: string
  /** Of the columns that the graph was fed. */
  readonly dataHash: string
}

/** A result is one run; one of a portfolio is a run per instrument. */
const runIdOf = ({ kind, resultHash, instrument }: TrialLine): string =>
  kind === 'shadow' ? resultHash : `${resultHash}.${instrument}`

export const trialRunOf = (line: TrialLine, { ts, family, dataHash }: TrialContext): TrialDocument => ({
  run_id: runIdOf(line),
  ts,
  result_hash: line.resultHash,
  config_hash: line.configHash,
  kind: line.kind,
  instrument: line.instrument,
  params: line.params,
  param_key: line.paramKey,
  fold: line.fold,
  part: line.part,
  from: Date.parse(line.from),
  to: Date.parse(line.to),
  summary: {
    trades: line.trades,
    win_rate: line.winRate,
    pnl_total: line.pnlBps,
    max_drawdown: line.maxDrawdownBps,
    calmar: line.calmar,
  },
  metrics: {
    mean_bps: line.meanBps,
    sd_bps: line.sdBps,
    sharpe_daily: line.sharpeDaily,
    gross_bps: line.grossBps,
    spread_bps: line.costs.spreadBps,
    slippage_bps: line.costs.slippageBps,
    commission_bps: line.costs.commissionBps,
    depth_bps: line.costs.depthBps,
    pnl_quote: line.pnlQuote,
  },
  days: line.days.map(([day, pnl_bps, trades]) => ({ day, pnl_bps, trades })),
  family,
  data_hash: dataHash,
})

export const trialLineOf = (run: TrialDocument): TrialLine => ({
  resultHash: run.result_hash,
  configHash: run.config_hash,
  kind: run.kind,
  params: run.params,
  paramKey: run.param_key,
  instrument: run.instrument,
  fold: run.fold,
  part: run.part,
  from: minuteOf(run.from),
  to: minuteOf(run.to),
  trades: run.summary.trades,
  winRate: run.summary.win_rate,
  pnlBps: run.summary.pnl_total,
  meanBps: run.metrics.mean_bps,
  sdBps: run.metrics.sd_bps,
  maxDrawdownBps: run.summary.max_drawdown,
  calmar: run.summary.calmar,
  sharpeDaily: run.metrics.sharpe_daily,
  grossBps: run.metrics.gross_bps,
  costs: {
    spreadBps: run.metrics.spread_bps,
    slippageBps: run.metrics.slippage_bps,
    commissionBps: run.metrics.commission_bps,
    depthBps: run.metrics.depth_bps,
  },
  pnlQuote: run.metrics.pnl_quote,
  days: run.days.map(({ day, pnl_bps, trades }) => [day, pnl_bps, trades]),
})

const minuteOf = (tsMs: number): string => `${isoTime(tsMs).slice(0, 16)}Z`
