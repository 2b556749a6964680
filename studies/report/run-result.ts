/** What the trades of a run earned, before and after costs, with the costs by cause. */
import type { TradeRow } from '../../sinks/run/trade-row.js'

/** Causes of cost, in the order in which reports show them. Money in home currency, positive: paid. */
const COSTS = {
  spread: ({ spreadCost }: TradeRow) => spreadCost,
  slippage: ({ slippageCost }: TradeRow) => slippageCost,
  depth: ({ depthCost }: TradeRow) => depthCost,
  commission: ({ commission }: TradeRow) => commission,
  conversion: ({ conversionCost }: TradeRow) => conversionCost,
  financing: ({ financing }: TradeRow) => 0 - financing,
} as const
type CostCause = keyof typeof COSTS
export type RunCosts = { readonly [cause in CostCause]: number }

export interface RunResult {
  /** Closed ones, and those left at the end. */
  readonly trades: number
  readonly openTrades: number
  /** Before costs: every fill at the mid. Minus all costs it is `net`. */
  readonly gross: number
  readonly costs: RunCosts
  /** After costs, open trades marked to market: final NAV minus capital. */
  readonly net: number
  readonly nav: number
  /** Maximum of all slices. */
  readonly drawdownPct: number
}

export interface ResultSums {
  /** The next trade; sums are added in this order. */
  add(trade: TradeRow): void
  /** `closed`: how many of them are fully closed. */
  result(closed: number, account: Pick<RunResult, 'nav' | 'drawdownPct'>): RunResult
}

export const resultSums = (): ResultSums => {
  const causes = Object.entries(COSTS)
  const costs: { [cause: string]: number } = Object.fromEntries(causes.map(([cause]) => [cause, 0]))
  const sums = { trades: 0, gross: 0, net: 0 }
  return {
    add: (trade) => {
      sums.trades++
      sums.gross += trade.gross
      sums.net += trade.net
      for (const [cause, of] of causes) costs[cause]! += of(trade)
    },
    result: (closed, account) => ({
      trades: closed,
      openTrades: sums.trades - closed,
      gross: sums.gross,
      costs: { ...costs } as RunCosts,
      net: sums.net,
      nav: account.nav,
      drawdownPct: account.drawdownPct,
    }),
  }
}

/** `all`: closed trades and open ones. */
export const resultOf = (
  all: Iterable<TradeRow>,
  closed: number,
  account: Pick<RunResult, 'nav' | 'drawdownPct'>,
): RunResult => {
  const sums = resultSums()
  for (const trade of all) sums.add(trade)
  return sums.result(closed, account)
}
