/** The value of open trades at current prices, home currency. */
import { conversion, marginFor, midRate } from '../../../operators/exchange/marks.js'
import { moneyText, toE4 } from '../../../operators/exchange/money.js'
import type { Exchange, Trade } from '../../../operators/exchange/types.js'

export const ZERO_MONEY = moneyText(0)
export const amountText = (value: number): string => moneyText(toE4(value))

/** At the closing side, converted as a gain or as a loss. */
export const unrealizedPl = (ex: Exchange, trade: Trade): number => {
  const { k, units, price } = trade
  const quote = units * ((units > 0 ? ex.bid[k]! : ex.ask[k]!) - price)
  return quote * conversion(ex, k, quote > 0)
}
export const midPl = (ex: Exchange, { k, units, price }: Trade): number =>
  units * ((ex.bid[k]! + ex.ask[k]!) / 2 - price) * midRate(ex, k)
export const tradeMargin = (ex: Exchange, { k, units }: Trade): number => marginFor(ex, k, Math.abs(units), 0)
export const notionalOf = (ex: Exchange, { k, units }: Trade): number =>
  Math.abs(units) * ((ex.bid[k]! + ex.ask[k]!) / 2) * midRate(ex, k)

/** In order of id. */
export const openTrades = (ex: Exchange): Trade[] => ex.trades.flat().sort((a, b) => a.id - b.id)

export const sumOf = <T>(list: readonly T[], value: (one: T) => number): number =>
  list.reduce((total, one) => total + value(one), 0)
