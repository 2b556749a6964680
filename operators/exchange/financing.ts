/** Financing at 17:00 New York of all open trades: units * rate / 365 * days, in base currency, converted home. */
import { checkBalance } from './account.js'
import { homeConversionFactors } from './fill-fields.js'
import { moneyText, roundE4 } from './money.js'
import { midRate } from './marks.js'
import { beginBatch, type TransactionFields, record } from './transactions.js'
import type { Exchange, FinancingRate, Trade } from './types.js'

/**
 * Books one transaction if any trade is charged and returns the sum, home currency. `weekday` is that of the New York day that
 * ends, 0 = Monday.
 */
export const bookFinancing = (ex: Exchange, tsMs: number, weekday: number): number => {
  let totalE4 = 0
  let charged = false
  const positions: TransactionFields[] = []
  for (let k = 0; k < ex.trades.length; k++) {
    const rate = ex.config.financing[ex.instruments[k]!.name]
    const days = rate?.daysCharged[weekday] ?? 0
    if (!rate || days === 0 || ex.trades[k]!.length === 0) continue
    charged = true
    let positionE4 = 0
    let positionBase = 0
    const parts: TransactionFields[] = []
    for (const trade of ex.trades[k]!) {
      const base = baseFinancing(trade, rate, days)
      const amountE4 = roundE4(base * baseRate(ex, k, base > 0) * 1e4)
      trade.financingE4 += amountE4
      positionE4 += amountE4
      positionBase += base
      if (ex.config.keepLog) parts.push(tradeFields(trade, rate, base, amountE4))
    }
    totalE4 += positionE4
    if (ex.config.keepLog) positions.push(positionFields(ex, k, { positionE4, positionBase }, parts))
  }
  if (!charged) return 0
  ex.balanceE4 += totalE4
  ex.financingE4 += totalE4
  beginBatch(ex, tsMs)
  record(ex, tsMs, 'DAILY_FINANCING', {
    financing: moneyText(totalE4),
    accountBalance: moneyText(ex.balanceE4),
    positionFinancings: positions,
  })
  checkBalance(ex)
  return totalE4 / 1e4
}

const rateOf = (trade: Trade, rate: FinancingRate): number => (trade.units > 0 ? rate.longRate : rate.shortRate)

/** Positive = received, in base currency. */
const baseFinancing = (trade: Trade, rate: FinancingRate, days: number): number =>
  ((Math.abs(trade.units) * rateOf(trade, rate)) / 365) * days

/** Base currency -> home at the last mid; 1 if the base currency is home. */
const baseRate = (ex: Exchange, k: number, gain: boolean): number => {
  if (ex.baseIsHome[k]) return 1
  const fee = ex.config.conversionFee
  return ((ex.bid[k]! + ex.ask[k]!) / 2) * midRate(ex, k) * (gain ? 1 - fee : 1 + fee)
}

const tradeFields = (trade: Trade, rate: FinancingRate, base: number, amountE4: number): TransactionFields => ({
  tradeID: String(trade.id),
  financing: moneyText(amountE4),
  baseFinancing: base.toFixed(14),
  financingRate: String(rateOf(trade, rate)),
})

const positionFields = (
  ex: Exchange,
  k: number,
  { positionE4, positionBase }: { readonly positionE4: number; readonly positionBase: number },
  openTradeFinancings: readonly TransactionFields[],
): TransactionFields => ({
  instrument: ex.instruments[k]!.name,
  financing: moneyText(positionE4),
  baseFinancing: positionBase.toFixed(14),
  // Financing is in the base currency: nothing of it is converted from the quote currency.
  homeConversionFactors: { ...homeConversionFactors(ex, k), gainQuoteHome: null, lossQuoteHome: null },
  accountFinancingMode: 'DAILY_INSTRUMENT',
  openTradeFinancings,
})
