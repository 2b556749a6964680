/** The lines of a trial from its trades. */
import { isoTime } from '../../lib/iso-time.js'
import type { TrialLine } from '../../model/trial-line.js'
import { giveTrades, type TradeReceiver } from '../../sinks/trials/trade-columns.js'
import { tradeSummary, type TradeSummary } from '../../studies/trial-summary.js'
import { hasSepNodes } from '../config/graph-parts.js'
import { configHashOf, resultHashes } from './identity.js'
import type { PreparedTrial } from './prepare-trial.js'
import type { SweepMarket } from './sweep-market.js'
import type { SweepTrade, TrialTrades } from './trades/trial-trades.js'

/** One line for each target, of its trades in the trial's window. */
export const trialLines = (
  prepared: PreparedTrial,
  market: SweepMarket,
  { kept, open }: TrialTrades,
): readonly TrialLine[] => {
  const { trial, kind, program } = prepared
  const hashes = resultHashes(prepared, market)
  const configHash = configHashOf(prepared)
  const inQuote = kind === 'portfolio' && !hasSepNodes(program.graph, 'size')
  const { fold, part, fromMs, toMs } = trial.window
  const [from, to] = [minuteOf(fromMs), minuteOf(toMs)]
  const sums = new Map(trial.targets.map(({ instrument }) => [instrument, sumsOf()]))
  giveTrades(
    kept,
    trial.window,
    market.market.world.instruments.map(({ name }) => sums.get(name)),
  )
  for (const trade of open)
    if (trade.exitMs > fromMs && trade.exitMs <= toMs) addOpen(sums.get(trade.instrument), trade)
  return trial.targets.map(({ instrument, params, paramKey }) => {
    const { summary, quote } = sums.get(instrument) as Sums
    const { days, ...figures } = summary.figures(trial.window)
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
      pnlQuote: inQuote ? quote.pnl : null,
      days,
    }
  })
}

interface Sums extends TradeReceiver {
  readonly summary: TradeSummary
  readonly quote: { pnl: number }
}

const sumsOf = (): Sums => {
  const summary = tradeSummary()
  const quote = { pnl: 0 }
  return {
    summary,
    quote,
    add: (exitMs, netBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps, pnlQuote) => {
      summary.add(exitMs, netBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps)
      quote.pnl += pnlQuote
    },
  }
}

const addOpen = (
  sums: Sums | undefined,
  { exitMs, netBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps, pnlQuote }: SweepTrade,
): void => sums?.add(exitMs, netBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps, pnlQuote ?? Number.NaN)

const minuteOf = (tsMs: number): string => `${isoTime(tsMs).slice(0, 16)}Z`
