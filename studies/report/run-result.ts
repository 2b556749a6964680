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

/** `all`: closed trades and open ones. */
export const resultOf = (
  all: readonly TradeRow[],
  closed: number,
  account: Pick<RunResult, 'nav' | 'drawdownPct'>,
): RunResult => {
  const total = (of: (trade: TradeRow) => number) => all.reduce((sum, trade) => sum + of(trade), 0)
  return {
    trades: closed,
    openTrades: all.length - closed,
    gross: total(({ gross }) => gross),
    costs: Object.fromEntries(Object.entries(COSTS).map(([cause, of]) => [cause, total(of)])) as RunCosts,
    net: total(({ net }) => net),
    nav: account.nav,
    drawdownPct: account.drawdownPct,
  }
}
