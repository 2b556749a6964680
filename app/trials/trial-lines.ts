/** The lines of a trial from its trades. */
import { isoTime } from '../../lib/iso-time.js'
import type { TrialLine } from '../../model/trial-line.js'
import { summariseTrades } from '../../studies/trial-summary.js'
import { hasSepNodes } from '../config/graph-parts.js'
import { configHashOf, resultHashes } from './identity.js'
import type { PreparedTrial } from './prepare-trial.js'
import type { SweepTrade } from './run-group.js'
import type { SweepMarket } from './sweep-market.js'

/** `trades`: those of the trial's targets in its window, in the order of their exits. One line for each target. */
export const trialLines = (
  prepared: PreparedTrial,
  market: SweepMarket,
  trades: readonly SweepTrade[],
): readonly TrialLine[] => {
  const { trial, kind, program } = prepared
  const hashes = resultHashes(prepared, market)
  const configHash = configHashOf(prepared)
  const inQuote = kind === 'portfolio' && !hasSepNodes(program.graph, 'size')
  const { fold, part, fromMs, toMs } = trial.window
  const [from, to] = [minuteOf(fromMs), minuteOf(toMs)]
  const byInstrument = new Map<string, SweepTrade[]>(trial.targets.map(({ instrument }) => [instrument, []]))
  for (const trade of trades) byInstrument.get(trade.instrument)?.push(trade)
  return trial.targets.map(({ instrument, params, paramKey }) => {
    const own = byInstrument.get(instrument) ?? []
    const { days, ...figures } = summariseTrades(own, trial.window)
    return {
      resultHash: hashes.get(kind === 'portfolio' ? null : instrument) as string,
      configHash,
      kind,
      params: params as TrialLine['params'],
      paramKey,
      instrument,
      fold,
      part,
      from,
      to,
      ...figures,
      pnlQuote: inQuote ? own.reduce((sum, { pnlQuote }) => sum + (pnlQuote as number), 0) : null,
      days,
    }
  })
}

const minuteOf = (tsMs: number): string => `${isoTime(tsMs).slice(0, 16)}Z`
