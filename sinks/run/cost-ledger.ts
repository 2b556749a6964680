/** Turnover and its cost by cause: entries, adds, resizes, exits by reason. */
import { REASON, REASONS } from '../../model/codes.js'
import { MINUTE_MS } from '../../lib/time-units.js'

/** Home currency; turnover at the fill prices, costs positive. */
export interface CauseCost {
  fills: number
  turnover: number
  spread: number
  slippage: number
  conversion: number
}
/** Costs of one unit that were paid at the entry of a trade, home currency. */
export interface EntryCost {
  readonly spread: number
  readonly slippage: number
}
interface FillColumns {
  readonly fillTradeId: Float64Array
  readonly fillOpens: Uint8Array
  readonly fillReason: Uint8Array
  readonly fillUnits: Float64Array
  readonly fillPrice: Float64Array
  readonly fillTsMs: Float64Array
  readonly fillSpreadCost: Float64Array
  readonly fillSlippageCost: Float64Array
  readonly fillConversionCost: Float64Array
}
interface SideColumns {
  readonly present: Uint8Array
  readonly bo: Float64Array
  readonly bc: Float64Array
  readonly ao: Float64Array
  readonly ac: Float64Array
}
export interface CostLedger {
  readonly causes: ReadonlyMap<string, CauseCost>
  /** Of open trades, by trade. */
  readonly entryCosts: ReadonlyMap<number, EntryCost>
  /** Takes fill `e` of row `i` in slice `tsMs`. */
  take(account: FillColumns, candle: SideColumns, homeRate: number, i: number, e: number, tsMs: number): void
  /** The trade has no unit left. */
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
      const cause = causes.get(name) ?? { fills: 0, turnover: 0, spread: 0, slippage: 0, conversion: 0 }
      causes.set(name, cause)
      cause.fills++
      cause.turnover += size * (account.fillPrice[e] as number) * homeRate
      // The account charges both ends of a trade when it is closed; here each end is charged to what caused it.
      cause.spread += opens ? size * entry.spread : (account.fillSpreadCost[e] as number) - size * entry.spread
      cause.slippage += opens ? size * entry.slippage : (account.fillSlippageCost[e] as number) - size * entry.slippage
      cause.conversion += account.fillConversionCost[e] as number
    },
  }
}

const causeOf = (opens: boolean, reason: number): string => {
  const name = REASONS[reason] ?? 'none'
  return opens || reason === REASON.resize ? name : `exit: ${name}`
}

/** Half the spread at the moment of the fill, and how far the price is from the market's own side then; 0 where the slice has no candle. */
const entryCostOf = (
  account: FillColumns,
  candle: SideColumns,
  homeRate: number,
  i: number,
  e: number,
  tsMs: number,
): EntryCost => {
  if (candle.present[i] === 0) return FREE
  const into = ((account.fillTsMs[e] as number) - (tsMs - MINUTE_MS)) / MINUTE_MS
  const share = Math.min(1, Math.max(0, into))
  const bid = between(candle.bo[i] as number, candle.bc[i] as number, share)
  const ask = between(candle.ao[i] as number, candle.ac[i] as number, share)
  const side = (account.fillUnits[e] as number) > 0 ? ask : bid
  return {
    spread: ((ask - bid) / 2) * homeRate,
    slippage: Math.abs((account.fillPrice[e] as number) - side) * homeRate,
  }
}

const between = (from: number, to: number, share: number): number => from + (to - from) * share
