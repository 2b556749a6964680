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

/**
 * `trades` in the order of their exits, all of them in the window. Sums are added in this order. Standard deviations have n - 1;
 * the drawdown is that of the running sum, whose peak starts at 0. sharpeDaily: mean by standard deviation of the sums of all open
 * New York trading days of the window, days without a trade being 0; null below two days or without a deviation.
 */
export const summariseTrades = (
  trades: readonly SummarisedTrade[],
  window: { readonly fromMs: number; readonly toMs: number },
): TradeFigures => {
  const costs = { spreadBps: 0, slippageBps: 0, commissionBps: 0, depthBps: 0 }
  const path = { sum: 0, peak: 0, drawdown: 0, gross: 0, wins: 0 }
  for (const trade of trades) {
    path.sum += known(trade.netBps)
    path.gross += known(trade.grossBps)
    path.peak = Math.max(path.peak, path.sum)
    path.drawdown = Math.max(path.drawdown, path.peak - path.sum)
    if (trade.netBps > 0) path.wins++
    costs.spreadBps += trade.spreadBps
    costs.slippageBps += trade.slippageBps
    costs.commissionBps += known(trade.commissionBps)
    costs.depthBps += trade.depthBps
  }
  const n = trades.length
  const days = daysOf(trades)
  return {
    trades: n,
    winRate: n === 0 ? null : path.wins / n,
    pnlBps: path.sum,
    meanBps: n === 0 ? null : path.sum / n,
    sdBps: deviationOf(
      trades.map(({ netBps }) => known(netBps)),
      n,
    ),
    maxDrawdownBps: path.drawdown,
    calmar: n === 0 ? null : calmarOf(path.sum, path.drawdown),
    sharpeDaily: n === 0 ? null : sharpeOf(days, openTradingDays(window.fromMs, window.toMs).length),
    grossBps: path.gross,
    costs,
    days,
  }
}

/** A commission without a rate to home makes a result unknown; it counts as 0, as it does for the gates. */
const known = (bps: number): number => (Number.isNaN(bps) ? 0 : bps)

/** Only days with a trade, in order. */
const daysOf = (trades: readonly SummarisedTrade[]): TrialLine['days'] => {
  const cursor = tradingDayCursor()
  const sums = new Map<number, { bps: number; count: number }>()
  for (const { exitMs, netBps } of trades) {
    const day = cursor.at(exitMs)
    const sum = sums.get(day) ?? { bps: 0, count: 0 }
    sums.set(day, sum)
    sum.bps += known(netBps)
    sum.count++
  }
  return [...sums].map(([day, { bps, count }]) => [dateOfDay(day), bps, count])
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
