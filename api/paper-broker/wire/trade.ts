/** Trades as v20 shows them. */
import { findTrade } from '../../../operators/exchange/book.js'
import { moneyText } from '../../../operators/exchange/money.js'
import type { AccountBook } from '../account/account-book.js'
import type { OrderHistory, TradeHistory } from '../account/history.js'
import { wireOrder } from './order.js'
import { tradeMargin, amountText, unrealizedPl, ZERO_MONEY } from './trade-value.js'

/** `full` embeds the trade's orders as objects, otherwise their ids. */
export const wireTrade = (account: AccountBook, id: string, full: boolean): object => {
  const { ex, history } = account
  const record = history.trades.get(id) as TradeHistory
  const trade = findTrade(ex, Number(id))
  const brackets = [...(full ? record.lastBrackets : record.brackets)].map(([name, orderId]) =>
    full ? [name, wireOrder(account, history.orders.get(orderId) as OrderHistory)] : [`${name}ID`, orderId],
  ) as [string, unknown][]
  const { displayPrecision } = ex.instruments.find(({ name }) => name === record.instrument)!
  return {
    id,
    instrument: record.instrument,
    price: record.price,
    openTime: record.openTime,
    initialUnits: record.initialUnits,
    initialMarginRequired: record.initialMarginRequired,
    state: record.state,
    currentUnits: String(record.units),
    realizedPL: moneyText(record.realizedE4),
    financing: moneyText(record.financingE4),
    dividendAdjustment: ZERO_MONEY,
    ...(record.clientExtensions ? { clientExtensions: record.clientExtensions } : {}),
    ...(record.closedUnits > 0
      ? {
          averageClosePrice: (record.closedValue / record.closedUnits).toFixed(displayPrecision),
          closingTransactionIDs: record.closingTransactionIDs,
        }
      : {}),
    ...(record.closeTime ? { closeTime: record.closeTime } : {}),
    ...(trade
      ? { unrealizedPL: amountText(unrealizedPl(ex, trade)), marginUsed: amountText(tradeMargin(ex, trade)) }
      : {}),
    ...Object.fromEntries(brackets),
  }
}
