/** Accounts, trades, orders and positions as v20 shows them. */
import { onGrid } from '../../../operators/grid.js'
import { conversion, marginFor, midRate } from '../../../operators/exchange/marks.js'
import { moneyText, toE4 } from '../../../operators/exchange/money.js'
import { findOrder, findTrade } from '../../../operators/exchange/book.js'
import type { Exchange, Trade } from '../../../operators/exchange/types.js'
import type { AccountBook } from '../account/account-book.js'
import type { OrderRecord, SideRecord, TradeRecord } from '../market/history.js'
import type { TradePart } from './types.js'

const ZERO = moneyText(0)
const money = (value: number): string => moneyText(toE4(value))
const percent = (value: number): string => value.toFixed(5)

/** What an open trade is worth at the prices now, home currency. */
const unrealizedOf = (ex: Exchange, trade: Trade): number => {
  const { k, units, price } = trade
  const quote = units * ((units > 0 ? ex.bid[k]! : ex.ask[k]!) - price)
  return quote * conversion(ex, k, quote > 0)
}
const midProfitOf = (ex: Exchange, { k, units, price }: Trade): number =>
  units * ((ex.bid[k]! + ex.ask[k]!) / 2 - price) * midRate(ex, k)
const marginOf = (ex: Exchange, { k, units }: Trade): number => marginFor(ex, k, Math.abs(units), 0)
const valueOf = (ex: Exchange, { k, units }: Trade): number =>
  Math.abs(units) * ((ex.bid[k]! + ex.ask[k]!) / 2) * midRate(ex, k)

const openTrades = (ex: Exchange): Trade[] => ex.trades.flat().sort((a, b) => a.id - b.id)
const sum = <T>(list: readonly T[], value: (one: T) => number): number =>
  list.reduce((total, one) => total + value(one), 0)

/** The part of an account that prices move. */
export const wireState = (account: AccountBook): Readonly<Record<string, unknown>> => {
  const { ex, history } = account
  const { nav, unrealized, marginUsed, marginAvailable } = account.mark()
  const trades = openTrades(ex)
  const value = sum(trades, (trade) => valueOf(ex, trade))
  const midProfit = sum(trades, (trade) => midProfitOf(ex, trade))
  const midNav = ex.balanceE4 / 1e4 + midProfit
  const called = marginUsed === 0 ? 0 : midNav > 0 ? marginUsed / midNav : 1e6
  return {
    unrealizedPL: money(unrealized),
    NAV: money(nav),
    marginUsed: money(marginUsed),
    marginAvailable: money(marginAvailable),
    positionValue: money(value),
    marginCloseoutUnrealizedPL: money(midProfit),
    marginCloseoutNAV: money(midNav),
    marginCloseoutMarginUsed: money(marginUsed),
    marginCloseoutPositionValue: money(value),
    marginCloseoutPercent: percent(called / 2),
    withdrawalLimit: money(marginAvailable),
    marginCallMarginUsed: money(marginUsed),
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
    openTradeCount: sum(ex.trades, (trades) => trades.length),
    openPositionCount: ex.trades.filter((trades) => trades.length > 0).length,
    pendingOrderCount: [...pendingOrders(account)].length,
    pl: moneyText(ex.realizedE4),
    resettablePL: moneyText(ex.realizedE4),
    resettablePLTime: '0',
    financing: moneyText(ex.financingE4),
    commission: ZERO,
    dividendAdjustment: '0',
    guaranteedExecutionFees: ZERO,
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

/** Newest first. */
export const pendingOrders = ({ ex, history }: AccountBook): OrderRecord[] =>
  [
    ...ex.orders.flat(),
    ...ex.trades.flat().flatMap(({ take, stop, trailing }) => [take, stop, trailing].filter((order) => order !== null)),
  ]
    .map(({ id }) => history.orders.get(String(id)) as OrderRecord)
    .sort((a, b) => Number(b.id) - Number(a.id))

/** `full`: with the orders on it as objects, else with their ids. */
export const wireTrade = (account: AccountBook, id: string, full: boolean): object => {
  const { ex, history } = account
  const record = history.trades.get(id) as TradeRecord
  const trade = findTrade(ex, Number(id))
  const brackets = [...(full ? record.lastBrackets : record.brackets)].map(([name, orderId]) =>
    full ? [name, wireOrder(account, history.orders.get(orderId) as OrderRecord)] : [`${name}ID`, orderId],
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
    dividendAdjustment: ZERO,
    ...(record.clientExtensions ? { clientExtensions: record.clientExtensions } : {}),
    ...(record.closedUnits > 0
      ? {
          averageClosePrice: (record.closedValue / record.closedUnits).toFixed(displayPrecision),
          closingTransactionIDs: record.closingTransactionIDs,
        }
      : {}),
    ...(record.closeTime ? { closeTime: record.closeTime } : {}),
    ...(trade ? { unrealizedPL: money(unrealizedOf(ex, trade)), marginUsed: money(marginOf(ex, trade)) } : {}),
    ...Object.fromEntries(brackets),
  }
}

/** Fields of the create transaction that belong to the transaction alone. */
const OF_TRANSACTION = new Set(['id', 'accountID', 'userID', 'batchID', 'requestID', 'time', 'type', 'reason'])

export const wireOrder = ({ ex }: AccountBook, record: OrderRecord): Readonly<Record<string, unknown>> => {
  const { create, id, state, clientExtensions, tradeClientExtensions, end } = record
  const own = Object.fromEntries(Object.entries(create).filter(([name]) => !OF_TRANSACTION.has(name)))
  const trail = create.type === 'TRAILING_STOP_LOSS_ORDER' && state === 'PENDING' ? trailOf(ex, id) : {}
  return {
    id,
    createTime: create.time,
    type: create.type.replace(/_ORDER$/, ''),
    ...own,
    state,
    ...(clientExtensions ? { clientExtensions } : {}),
    ...(tradeClientExtensions ? { tradeClientExtensions } : {}),
    ...trail,
    ...end,
  }
}

const trailOf = (ex: Exchange, id: string): object => {
  const order = findOrder(ex, Number(id))
  return order && !Number.isNaN(order.trail)
    ? { trailingStopValue: order.trail.toFixed(ex.instruments[order.k]!.displayPrecision) }
    : {}
}

/** Of an instrument that was traded at least once. */
export const wirePosition = (account: AccountBook, instrument: string): object => {
  const { ex, history } = account
  const k = ex.instruments.findIndex(({ name }) => name === instrument)
  const record = history.positions.get(instrument)
  const { long, short } = record ?? { long: NOTHING, short: NOTHING }
  const trades = [...ex.trades[k]!]
  const margin = account.mark().marginOf[k]!
  const plE4 = long.plE4 + short.plE4
  return {
    instrument,
    pl: moneyText(plE4),
    resettablePL: moneyText(plE4),
    unrealizedPL: money(sum(trades, (trade) => unrealizedOf(ex, trade))),
    ...(trades.length > 0 ? { marginUsed: money(margin) } : {}),
    financing: moneyText(long.financingE4 + short.financingE4),
    commission: ZERO,
    dividendAdjustment: ZERO,
    guaranteedExecutionFees: ZERO,
    long: wireSide(
      ex,
      k,
      trades.filter(({ units }) => units > 0),
      long,
    ),
    short: wireSide(
      ex,
      k,
      trades.filter(({ units }) => units < 0),
      short,
    ),
  }
}

const NOTHING: SideRecord = Object.freeze({ plE4: 0, financingE4: 0 })

const wireSide = (ex: Exchange, k: number, trades: readonly Trade[], record: SideRecord): object => {
  const units = onGrid(
    sum(trades, (trade) => trade.units),
    ex.unitScale[k]!,
  )
  return {
    units: String(units),
    ...(trades.length > 0
      ? {
          averagePrice: (sum(trades, (trade) => trade.units * trade.price) / units).toFixed(
            ex.instruments[k]!.displayPrecision,
          ),
          tradeIDs: trades.map(({ id }) => String(id)),
        }
      : {}),
    pl: moneyText(record.plE4),
    resettablePL: moneyText(record.plE4),
    unrealizedPL: money(sum(trades, (trade) => unrealizedOf(ex, trade))),
    financing: moneyText(record.financingE4),
    dividendAdjustment: ZERO,
    guaranteedExecutionFees: ZERO,
  }
}

/** What changed after transaction `since`, and the state that prices move. */
export const wireChanges = (account: AccountBook, since: number): object => {
  const { ex, history } = account
  const transactions = account.log.slice(since)
  const ids = { created: new Set<string>(), cancelled: new Set<string>(), filled: new Set<string>() }
  const trades = { opened: new Set<string>(), reduced: new Set<string>(), closed: new Set<string>() }
  const touched = new Set<string>()
  for (const transaction of transactions) {
    const { id, type } = transaction
    if (type === 'ORDER_CANCEL') ids.cancelled.add(String(transaction['orderID']))
    else if (type === 'ORDER_FILL') {
      ids.filled.add(String(transaction['orderID']))
      touched.add(String(transaction['instrument']))
      const part = (name: string) => transaction[name] as TradePart | undefined
      const opened = part('tradeOpened')
      const reduced = part('tradeReduced')
      if (opened) trades.opened.add(opened.tradeID)
      if (reduced) trades.reduced.add(reduced.tradeID)
      for (const closed of (transaction['tradesClosed'] as readonly TradePart[] | undefined) ?? [])
        trades.closed.add(closed.tradeID)
    } else if (history.orders.has(id)) ids.created.add(id)
  }
  const orders = (set: ReadonlySet<string>) =>
    [...set].map((id) => wireOrder(account, history.orders.get(id) as OrderRecord))
  const tradesOf = (set: ReadonlySet<string>) => [...set].map((id) => wireTrade(account, id, false))
  return {
    changes: {
      ordersCreated: orders(ids.created),
      ordersCancelled: orders(ids.cancelled),
      ordersFilled: orders(ids.filled),
      ordersTriggered: [],
      tradesOpened: tradesOf(trades.opened),
      tradesReduced: tradesOf(trades.reduced),
      tradesClosed: tradesOf(trades.closed),
      positions: [...touched].map((instrument) => wirePosition(account, instrument)),
      transactions,
    },
    state: {
      ...wireState(account),
      orders: ex.trades
        .flat()
        .flatMap(({ trailing }) =>
          trailing ? [{ id: String(trailing.id), ...trailOf(ex, String(trailing.id)) }] : [],
        ),
      trades: openTrades(ex).map((trade) => ({
        id: String(trade.id),
        unrealizedPL: money(unrealizedOf(ex, trade)),
        marginUsed: money(marginOf(ex, trade)),
      })),
      positions: ex.instruments.flatMap(({ name }, k) => {
        const held = ex.trades[k]!
        if (held.length === 0) return []
        const profit = (list: readonly Trade[]) => money(sum(list, (trade) => unrealizedOf(ex, trade)))
        return {
          instrument: name,
          netUnrealizedPL: profit(held),
          longUnrealizedPL: profit(held.filter(({ units }) => units > 0)),
          shortUnrealizedPL: profit(held.filter(({ units }) => units < 0)),
          marginUsed: money(account.mark().marginOf[k]!),
        }
      }),
    },
    lastTransactionID: account.lastTransactionID(),
  }
}
