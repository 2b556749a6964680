/** The fields of a fill's transaction. */
import { conversion, marginFor, midRate } from './marks.js'
import { moneyText, priceText, toE4 } from './money.js'
import { type BookLevel, bookLevels } from './terms/book-levels.js'
import type { TransactionFields } from './transactions.js'
import type { Exchange, Fill, FillTerms, Order } from './types.js'

/** Financing is booked at the end of the day, not by fills. */
const NO_BASE_FINANCING = '0.00000000000000'

/** `firstFill` is the index in `ex.fills` of this fill's first part. */
export const fillFields = (
  ex: Exchange,
  terms: FillTerms,
  plE4: number,
  commissionE4: number,
  firstFill: number,
): TransactionFields => {
  const { order, units, price, market } = terms
  const { k, clientExtensions } = order
  const parts = ex.fills.slice(firstFill)
  const opened = parts.find((part) => part.opens)
  const closing = parts.filter((part) => !part.opens)
  const isWhole = (part: Fill) => ex.trades[k]!.some((trade) => trade.id === part.tradeId && trade.units === 0)
  const whole = closing.filter(isWhole)
  const partial = closing.find((part) => !isWhole(part))
  const halfSpread = (market.ask - market.bid) / 2
  const spreadCost = (size: number) => moneyText(toE4(Math.abs(size) * halfSpread * conversion(ex, k, false)))
  const filled = parts.reduce((sum, part) => sum + part.units, 0)
  const reduced = (part: Fill) => ({
    tradeID: String(part.tradeId),
    units: String(part.units),
    price: priceText(ex, k, price),
    realizedPL: moneyText(toE4(part.pl)),
    financing: moneyText(0),
    baseFinancing: NO_BASE_FINANCING,
    guaranteedExecutionFee: moneyText(0),
    quoteGuaranteedExecutionFee: '0',
    halfSpreadCost: spreadCost(part.units),
    ...conversionCosts(part.conversionCost),
  })
  return {
    orderID: String(order.id),
    ...(clientExtensions?.id === undefined ? {} : { clientOrderID: clientExtensions.id }),
    instrument: ex.instruments[k]!.name,
    units: String(filled),
    // A bracket has no units of its own; it requests those of its trade.
    requestedUnits: String(order.units === 0 ? units : order.units),
    price: priceText(ex, k, price),
    fullVWAP: priceText(ex, k, price),
    fullPrice: fullPrice(ex, terms),
    reason: fillReason(order),
    pl: moneyText(plE4),
    quotePL: quoteProfit(ex, k, closing, price),
    financing: moneyText(0),
    baseFinancing: NO_BASE_FINANCING,
    commission: moneyText(commissionE4),
    guaranteedExecutionFee: moneyText(0),
    quoteGuaranteedExecutionFee: '0',
    accountBalance: moneyText(ex.balanceE4),
    gainQuoteHomeConversionFactor: String(conversion(ex, k, true)),
    lossQuoteHomeConversionFactor: String(conversion(ex, k, false)),
    homeConversionFactors: homeConversionFactors(ex, k),
    ...conversionCosts(closing.reduce((sum, part) => sum + part.conversionCost, 0)),
    halfSpreadCost: spreadCost(filled),
    ...(opened
      ? { tradeOpened: { ...openedFields(ex, order, opened), halfSpreadCost: spreadCost(opened.units) } }
      : {}),
    ...(whole.length ? { tradesClosed: whole.map(reduced) } : {}),
    ...(partial ? { tradeReduced: reduced(partial) } : {}),
  }
}

const openedFields = (ex: Exchange, { k, tradeClientExtensions }: Order, { tradeId, units, price }: Fill) => ({
  tradeID: String(tradeId),
  units: String(units),
  price: priceText(ex, k, price),
  guaranteedExecutionFee: moneyText(0),
  quoteGuaranteedExecutionFee: '0',
  guaranteedExecutionFeeHomeConversionCost: moneyText(0),
  initialMarginRequired: moneyText(toE4(marginFor(ex, k, Math.abs(units), 0))),
  ...(tradeClientExtensions ? { clientExtensions: tradeClientExtensions } : {}),
})

/** Ticks times units are whole numbers, so the text is exact: as many decimals as a price, `0` if nothing was closed. */
const quoteProfit = (ex: Exchange, k: number, closing: readonly Fill[], price: number): string => {
  if (closing.length === 0) return '0'
  const priceScale = ex.priceScale[k]!
  const unitScale = ex.unitScale[k]!
  let product = 0
  for (const { units, entryPrice } of closing) {
    const ticks = Math.round(price * priceScale) - Math.round(entryPrice * priceScale)
    product += ticks * Math.round(-units * unitScale)
  }
  return priceText(ex, k, product / (priceScale * unitScale))
}

/** `MARKET_ORDER` for a client's order, `MARKET_ORDER_TRADE_CLOSE` and the like otherwise; other types carry their own name. */
const fillReason = ({ type, createReason }: Order): string =>
  type === 'MARKET' && createReason !== 'CLIENT_ORDER' ? `MARKET_ORDER_${createReason}` : `${type}_ORDER`

/** The fee part of conversions, already inside the profit. Nothing else of a fill is converted. */
const conversionCosts = (home: number): TransactionFields => ({
  plHomeConversionCost: moneyText(toE4(home)),
  baseFinancingHomeConversionCost: moneyText(0),
  guaranteedExecutionFeeHomeConversionCost: moneyText(0),
  homeConversionCost: moneyText(toE4(home)),
})

/** Quote and base currency to home, for a gain and for a loss; null while a rate is unknown. */
export const homeConversionFactors = (ex: Exchange, k: number): TransactionFields => {
  const fee = ex.config.conversionFee
  const base = ex.baseIsHome[k] ? 1 : ((ex.bid[k]! + ex.ask[k]!) / 2) * midRate(ex, k)
  const baseFee = ex.baseIsHome[k] ? 0 : fee
  const factor = (value: number) => (Number.isFinite(value) ? { factor: String(Number(value.toPrecision(12))) } : null)
  return {
    gainQuoteHome: factor(conversion(ex, k, true)),
    lossQuoteHome: factor(conversion(ex, k, false)),
    gainBaseHome: factor(base * (1 - baseFee)),
    lossBaseHome: factor(base * (1 + baseFee)),
  }
}

/** The market before the fill. The closeout prices are those of the worst level. */
const fullPrice = (ex: Exchange, { order, market }: FillTerms): TransactionFields => {
  const { k } = order
  const side = (best: number, isAsk: boolean) => bookLevels(best, isAsk, ex.depth, ex.priceScale[k]!)
  const bids = side(market.bid, false)
  const asks = side(market.ask, true)
  const shown = ({ price, units }: BookLevel) => ({ price: priceText(ex, k, price), liquidity: String(units) })
  return {
    closeoutBid: priceText(ex, k, bids.at(-1)!.price),
    closeoutAsk: priceText(ex, k, asks.at(-1)!.price),
    bids: bids.map(shown),
    asks: asks.map(shown),
  }
}
