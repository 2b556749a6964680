/**
 * Folds a transaction log into the account it describes, which proves that every state change is a transaction. It reads strings
 * as decimals and shares no code with the engine.
 */
import { Decimal } from 'decimal.js'
import type { Transaction } from './types.js'

interface FoldedTrade {
  readonly instrument: string
  readonly price: string
  readonly initialUnits: string
  units: string
  realizedPL: string
  financing: string
  takeProfitOrderID?: string
  stopLossOrderID?: string
  trailingStopLossOrderID?: string
  clientExtensions?: object
}
/** Fields of the create transaction. */
export type FoldedOrder = Readonly<Record<string, unknown>>

export interface FoldedAccount {
  readonly homeCurrency: string
  readonly alias: string
  readonly marginRate: string
  readonly marginCall: boolean
  readonly balance: string
  /** Realised P&L, financing and commission since the account was opened. */
  readonly pl: string
  readonly financing: string
  readonly commission: string
  /** Open trades by id. */
  readonly trades: ReadonlyMap<string, FoldedTrade>
  /** Pending orders and brackets by id. */
  readonly orders: ReadonlyMap<string, FoldedOrder>
  readonly lastTransactionID: string
}

interface Folding {
  homeCurrency: string
  alias: string
  marginRate: string
  marginCall: boolean
  balance: Decimal
  pl: Decimal
  financing: Decimal
  commission: Decimal
  readonly trades: Map<string, FoldedTrade>
  readonly orders: Map<string, FoldedOrder>
}
interface Part {
  readonly tradeID: string
  readonly units: string
  readonly price: string
  readonly realizedPL: string
  readonly financing: string
  readonly clientExtensions?: object
}

export const foldTransactions = (log: readonly Transaction[]): FoldedAccount => {
  const account: Folding = {
    homeCurrency: '',
    alias: '',
    marginRate: '',
    marginCall: false,
    balance: new Decimal(0),
    pl: new Decimal(0),
    financing: new Decimal(0),
    commission: new Decimal(0),
    trades: new Map(),
    orders: new Map(),
  }
  for (const transaction of log) apply(account, transaction)
  return {
    ...account,
    balance: account.balance.toFixed(4),
    pl: account.pl.toFixed(4),
    financing: account.financing.toFixed(4),
    commission: account.commission.toFixed(4),
    lastTransactionID: log.at(-1)?.id ?? '0',
  }
}

const apply = (account: Folding, transaction: Transaction): void => {
  const { type } = transaction
  const text = (field: string) => String(transaction[field])
  if (type === 'CREATE') account.homeCurrency = text('homeCurrency')
  else if (type === 'CLIENT_CONFIGURE') configure(account, transaction)
  else if (type === 'TRANSFER_FUNDS') account.balance = account.balance.plus(text('amount'))
  else if (type === 'MARGIN_CALL_ENTER') account.marginCall = true
  else if (type === 'MARGIN_CALL_EXIT') account.marginCall = false
  else if (type === 'DAILY_FINANCING') finance(account, transaction)
  else if (type === 'ORDER_CANCEL') endOrder(account, text('orderID'))
  else if (type === 'ORDER_FILL') filled(account, transaction)
  else if (type === 'ORDER_CLIENT_EXTENSIONS_MODIFY') nameOrder(account, transaction)
  else if (type === 'TRADE_CLIENT_EXTENSIONS_MODIFY') nameTrade(account, transaction)
  else if (type.endsWith('_ORDER')) created(account, transaction)
}

const configure = (account: Folding, transaction: Transaction): void => {
  const { alias, marginRate } = transaction as { readonly alias?: string; readonly marginRate?: string }
  if (alias !== undefined) account.alias = alias
  if (marginRate !== undefined) account.marginRate = marginRate
}

const BRACKET_FIELD: Readonly<Record<string, 'takeProfitOrderID' | 'stopLossOrderID' | 'trailingStopLossOrderID'>> = {
  TAKE_PROFIT_ORDER: 'takeProfitOrderID',
  STOP_LOSS_ORDER: 'stopLossOrderID',
  TRAILING_STOP_LOSS_ORDER: 'trailingStopLossOrderID',
}

const created = (account: Folding, transaction: Transaction): void => {
  account.orders.set(transaction.id, transaction)
  const field = BRACKET_FIELD[transaction.type]
  const trade = account.trades.get(String(transaction['tradeID']))
  if (field && trade) trade[field] = transaction.id
}

const endOrder = (account: Folding, orderId: string): void => {
  const order = account.orders.get(orderId)
  account.orders.delete(orderId)
  const field = order && BRACKET_FIELD[String(order['type'])]
  const trade = order && account.trades.get(String(order['tradeID']))
  if (field && trade && trade[field] === orderId) delete trade[field]
}

const filled = (account: Folding, transaction: Transaction): void => {
  endOrder(account, String(transaction['orderID']))
  const commission = String(transaction['commission'])
  account.balance = account.balance.plus(String(transaction['pl'])).minus(commission)
  account.commission = account.commission.plus(commission)
  account.pl = account.pl.plus(String(transaction['pl']))
  const opened = transaction['tradeOpened'] as Part | undefined
  if (opened)
    account.trades.set(opened.tradeID, {
      instrument: String(transaction['instrument']),
      price: opened.price,
      initialUnits: opened.units,
      units: opened.units,
      realizedPL: '0.0000',
      financing: '0.0000',
      ...(opened.clientExtensions ? { clientExtensions: opened.clientExtensions } : {}),
    })
  for (const part of (transaction['tradesClosed'] as readonly Part[] | undefined) ?? [])
    account.trades.delete(part.tradeID)
  const reduced = transaction['tradeReduced'] as Part | undefined
  const trade = reduced && account.trades.get(reduced.tradeID)
  if (!reduced || !trade) return
  trade.units = new Decimal(trade.units).plus(reduced.units).toString()
  trade.realizedPL = new Decimal(trade.realizedPL).plus(reduced.realizedPL).toFixed(4)
}

const finance = (account: Folding, transaction: Transaction): void => {
  account.balance = account.balance.plus(String(transaction['financing']))
  account.financing = account.financing.plus(String(transaction['financing']))
  const positions = transaction['positionFinancings'] as readonly { readonly openTradeFinancings: readonly Part[] }[]
  for (const { openTradeFinancings } of positions)
    for (const part of openTradeFinancings) {
      const trade = account.trades.get(part.tradeID)
      if (trade) trade.financing = new Decimal(trade.financing).plus(part.financing).toFixed(4)
    }
}

const nameOrder = (account: Folding, transaction: Transaction): void => {
  const id = String(transaction['orderID'])
  const order = account.orders.get(id)
  if (!order) return
  const merged = (field: string) => {
    const change = transaction[`${field}Modify`] as object | undefined
    return change ? { [field]: { ...(order[field] as object | undefined), ...change } } : {}
  }
  account.orders.set(id, { ...order, ...merged('clientExtensions'), ...merged('tradeClientExtensions') })
}

const nameTrade = (account: Folding, transaction: Transaction): void => {
  const trade = account.trades.get(String(transaction['tradeID']))
  if (trade)
    trade.clientExtensions = {
      ...trade.clientExtensions,
      ...(transaction['tradeClientExtensionsModify'] as object),
    }
}
