/** The numbers of a line of trials.ndjson from the trades of one instrument: one function for trials, backtests and reports. */
import type { TrialLine } from '../model/trial-line.js'
import { dateOfDay, openTradingDays } from '../operators/calendar/open-days.js'
import { tradingDayCursor } from '../operators/calendar/new-york.js'
import { calmarOf } from '../operators/gates/calmar.js'

/** A closed trade: bps of its entry price, costs positive. */
export interface SummarisedTrade {
  /** The slice that saw its exit. */
  readonly exitMs: number
  readonly netBps: number
  readonly grossBps: number
  readonly spreadBps: number
  readonly slippageBps: number
  readonly commissionBps: number
  readonly depthBps: number
}
export type TradeFigures = Pick<
  TrialLine,
  | ('trades' | 'winRate' | 'pnlBps' | 'meanBps' | 'sdBps' | 'maxDrawdownBps' | 'calmar' | 'sharpeDaily' | 'grossBps')
  | ('costs' | 'days')
>

export interface TradeSummary {
  /** Trades in the order of their exits. */
  add(
    exitMs: number,
    netBps: number,
    grossBps: number,
    spreadBps: number,
    slippageBps: number,
    commissionBps: number,
    depthBps: number,
  ): void
  /** All of them were in the window. */
  figures(window: { readonly fromMs: number; readonly toMs: number }): TradeFigures
}

/** `trades` in the order of their exits, all of them in the window. */
export const summariseTrades = (
  trades: readonly SummarisedTrade[],
  window: { readonly fromMs: number; readonly toMs: number },
): TradeFigures => {
  const summary = tradeSummary()
  for (const { exitMs, netBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps } of trades)
    summary.add(exitMs, netBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps)
  return summary.figures(window)
}

/**
 * Sums are added in this order. Standard deviations have n - 1;
 * the drawdown is that of the running sum, whose peak starts at 0. sharpeDaily: mean by standard deviation of the sums of all open
 * New York trading days of the window, days without a trade being 0; null below two days or without a deviation.
 */
export const tradeSummary = (): TradeSummary => {
  const costs = { spreadBps: 0, slippageBps: 0, commissionBps: 0, depthBps: 0 }
  const path = { sum: 0, peak: 0, drawdown: 0, gross: 0, wins: 0 }
  const nets: number[] = []
  const days = tradingDays()
  return {
    add: (exitMs, netBps, grossBps, spreadBps, slippageBps, commissionBps, depthBps) => {
      const net = known(netBps)
      path.sum += net
      path.gross += known(grossBps)
      path.peak = Math.max(path.peak, path.sum)
      path.drawdown = Math.max(path.drawdown, path.peak - path.sum)
      if (netBps > 0) path.wins++
      costs.spreadBps += spreadBps
      costs.slippageBps += slippageBps
      costs.commissionBps += known(commissionBps)
      costs.depthBps += depthBps
      nets.push(net)
      days.add(exitMs, net)
    },
    figures: (window) => {
      const n = nets.length
      const sums = days.sums()
      return {
        trades: n,
        winRate: n === 0 ? null : path.wins / n,
        pnlBps: path.sum,
        meanBps: n === 0 ? null : path.sum / n,
        sdBps: deviationOf(nets, n),
        maxDrawdownBps: path.drawdown,
        calmar: n === 0 ? null : calmarOf(path.sum, path.drawdown),
        sharpeDaily: n === 0 ? null : sharpeOf(sums, openTradingDays(window.fromMs, window.toMs).length),
        grossBps: path.gross,
        costs,
        days: sums,
      }
    },
  }
}

/** A commission without a rate to home makes a result unknown; it counts as 0, as it does for the gates. */
const known = (bps: number): number => (Number.isNaN(bps) ? 0 : bps)

/** Sums of days with a trade, in the order in which they came. */
const tradingDays = () => {
  const cursor = tradingDayCursor()
  const sums = new Map<number, { readonly day: number; bps: number; count: number }>()
  let last: { readonly day: number; bps: number; count: number } = { day: Number.NaN, bps: 0, count: 0 }
  return {
    add: (exitMs: number, bps: number): void => {
      const day = cursor.at(exitMs)
      if (day !== last.day) {
        last = sums.get(day) ?? { day, bps: 0, count: 0 }
        sums.set(day, last)
      }
      last.bps += bps
      last.count++
    },
    sums: (): TrialLine['days'] => [...sums].map(([day, { bps, count }]) => [dateOfDay(day), bps, count]),
  }
}

const sharpeOf = (days: TrialLine['days'], count: number): number | null => {
  // A day of the data outside the market's week still counts.
  const n = Math.max(count, days.length)
  const sums = days.map(([, bps]) => bps)
  const deviation = deviationOf(sums, n)
  return deviation === null || deviation === 0 ? null : sums.reduce((sum, bps) => sum + bps, 0) / n / deviation
}

/** Of n values, those that are not given being 0; null below two. */
const deviationOf = (values: readonly number[], n: number): number | null => {
  if (n < 2) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return Math.sqrt((squares + (n - values.length) * mean * mean) / (n - 1))
}
