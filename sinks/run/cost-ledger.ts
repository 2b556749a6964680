/** Turnover and its cost by cause: entries, adds, resizes, exits by reason. */
import type { Columns } from '../../graph/engine/define/schema.js'
import { REASON, REASONS } from '../../model/codes.js'
import type { schemas } from '../../model/columns.js'
import { quoteAtFill } from './evidence/quote-at-fill.js'

/** Home currency; turnover at the fill prices, costs positive. */
export interface CauseCost {
  fills: number
  turnover: number
  spread: number
  slippage: number
  conversion: number
  depth: number
  commission: number
}
/** What one unit paid when its trade was opened, home currency. */
export interface EntryCost {
  readonly spread: number
  readonly slippage: number
}
type Account = Columns<typeof schemas.account>
type Candle = Columns<typeof schemas.candle>
export interface CostLedger {
  readonly causes: ReadonlyMap<string, CauseCost>
  /** Of the open trades, by trade id. */
  readonly entryCosts: ReadonlyMap<number, EntryCost>
  /** Takes fill `e` of row `i` in slice `tsMs`. */
  take(account: Account, candle: Candle, homeRate: number, i: number, e: number, tsMs: number): void
  /** Call when the trade has no units left. */
  forget(tradeId: number): void
}

const FREE: EntryCost = { spread: 0, slippage: 0 }

export const createCostLedger = (): CostLedger => {
  const causes = new Map<string, CauseCost>()
  const entryCosts = new Map<number, EntryCost>()
  return {
    causes,
    entryCosts,
    forget: (tradeId) => entryCosts.delete(tradeId),
    take: (account, candle, homeRate, i, e, tsMs) => {
      const opens = account.fillOpens[e] === 1
      const id = account.fillTradeId[e] as number
      const size = Math.abs(account.fillUnits[e] as number)
      const entry = opens ? entryCostOf(account, candle, homeRate, i, e, tsMs) : (entryCosts.get(id) ?? FREE)
      if (opens) entryCosts.set(id, entry)
      const name = causeOf(opens, account.fillReason[e] as number)
      const cause = causes.get(name) ?? {
        fills: 0,
        turnover: 0,
        spread: 0,
        slippage: 0,
        conversion: 0,
        depth: 0,
        commission: 0,
      }
      causes.set(name, cause)
      cause.fills++
      cause.turnover += size * (account.fillPrice[e] as number) * homeRate
      // The account books the cost of both ends when a trade closes; here each end is charged to its own cause.
      cause.spread += opens ? size * entry.spread : (account.fillSpreadCost[e] as number) - size * entry.spread
      cause.slippage += opens ? size * entry.slippage : (account.fillSlippageCost[e] as number) - size * entry.slippage
      cause.conversion += account.fillConversionCost[e] as number
      cause.depth += account.fillDepthCost[e] as number
      cause.commission += account.fillCommission[e] as number
    },
  }
}

const causeOf = (opens: boolean, reason: number): string => {
  const name = REASONS[reason] ?? 'none'
  return opens || reason === REASON.resize ? name : `exit: ${name}`
}

/**
 * Half the spread at the time of the fill, and the distance of the fill price from the quoted side without depth; 0 where the slice
 * has no candle.
 */
const entryCostOf = (
  account: Account,
  candle: Candle,
  homeRate: number,
  i: number,
  e: number,
  tsMs: number,
): EntryCost => {
  const quote = quoteAtFill(account, candle, i, e, tsMs)
  if (quote === null) return FREE
  const { bid, ask } = quote
  const side = (account.fillUnits[e] as number) > 0 ? ask : bid
  const size = Math.abs(account.fillUnits[e] as number)
  return {
    spread: ((ask - bid) / 2) * homeRate,
    slippage:
      Math.abs((account.fillPrice[e] as number) - side) * homeRate - (account.fillDepthCost[e] as number) / size,
  }
}
