/** Accounts as v20 shows them: summary, full account, and the fields that move with prices. */
import { moneyText } from '../../../operators/exchange/money.js'
import type { AccountBook } from '../account/account-book.js'
import { pendingOrders, wireOrder } from './order.js'
import { wirePosition } from './position.js'
import { wireTrade } from './trade.js'
import { midPl, amountText, openTrades, sumOf, notionalOf, ZERO_MONEY } from './trade-value.js'

const percent = (value: number): string => value.toFixed(5)

/** The fields of an account that move with prices. */
export const wireState = (account: AccountBook): Readonly<Record<string, unknown>> => {
  const { ex, history } = account
  const { nav, unrealized, marginUsed, marginAvailable } = account.mark()
  const trades = openTrades(ex)
  const value = sumOf(trades, (trade) => notionalOf(ex, trade))
  const midProfit = sumOf(trades, (trade) => midPl(ex, trade))
  const midNav = ex.balanceE4 / 1e4 + midProfit
  const called = marginUsed === 0 ? 0 : midNav > 0 ? marginUsed / midNav : 1e6
  return {
    unrealizedPL: amountText(unrealized),
    NAV: amountText(nav),
    marginUsed: amountText(marginUsed),
    marginAvailable: amountText(marginAvailable),
    positionValue: amountText(value),
    marginCloseoutUnrealizedPL: amountText(midProfit),
    marginCloseoutNAV: amountText(midNav),
    marginCloseoutMarginUsed: amountText(marginUsed),
    marginCloseoutPositionValue: amountText(value),
    marginCloseoutPercent: percent(called / 2),
    withdrawalLimit: amountText(marginAvailable),
    marginCallMarginUsed: amountText(marginUsed),
    marginCallPercent: percent(called),
    ...(history.marginCallTime ? { marginCallEnterTime: history.marginCallTime, marginCallExtensionCount: 0 } : {}),
  }
}

export const wireSummary = (account: AccountBook): Readonly<Record<string, unknown>> => {
  const { ex, history, id, userId } = account
  const lastTransactionID = account.lastTransactionID()
  return {
    id,
    alias: ex.alias,
    currency: String(account.log[0]!['homeCurrency']),
    createdByUserID: userId,
    createdTime: history.createdTime,
    guaranteedStopLossOrderMode: 'DISABLED',
    hedgingEnabled: ex.config.hedging,
    ...(history.marginRate === undefined ? {} : { marginRate: history.marginRate }),
    lastTransactionID,
    balance: moneyText(ex.balanceE4),
    openTradeCount: sumOf(ex.trades, (trades) => trades.length),
    openPositionCount: ex.trades.filter((trades) => trades.length > 0).length,
    pendingOrderCount: [...pendingOrders(account)].length,
    pl: moneyText(ex.realizedE4),
    resettablePL: moneyText(ex.realizedE4),
    resettablePLTime: '0',
    financing: moneyText(ex.financingE4),
    commission: moneyText(ex.commissionE4),
    dividendAdjustment: '0',
    guaranteedExecutionFees: ZERO_MONEY,
    ...(history.lastFillTime ? { lastOrderFillTimestamp: history.lastFillTime } : {}),
    ...wireState(account),
  }
}

export const wireAccount = (account: AccountBook): Readonly<Record<string, unknown>> => ({
  ...wireSummary(account),
  trades: openTrades(account.ex).map((trade) => wireTrade(account, String(trade.id), false)),
  positions: [...account.history.positions.keys()].map((instrument) => wirePosition(account, instrument)),
  orders: pendingOrders(account).map((order) => wireOrder(account, order)),
})
