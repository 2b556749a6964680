/** Folds an account's transactions into its history. A restart folds the same log again. */
import type { ClientExtensions } from '../../../operators/exchange/types.js'
import type { TradePart, WireTransaction } from '../wire/types.js'
import type { MutableHistory, OrderHistory, SideHistory } from './history.js'

export const foldHistory = (history: MutableHistory, transaction: WireTransaction): void => {
  const { type } = transaction
  if (type === 'CREATE') history.createdTime = transaction.time
  else if (type === 'CLIENT_CONFIGURE')
    history.marginRate = (transaction['marginRate'] as string | undefined) ?? history.marginRate
  else if (type === 'MARGIN_CALL_ENTER') history.marginCallTime = transaction.time
  else if (type === 'MARGIN_CALL_EXIT') history.marginCallTime = undefined
  else if (type === 'ORDER_FILL') foldFill(history, transaction)
  else if (type === 'ORDER_CANCEL')
    endOrder(history, transaction, 'CANCELLED', {
      cancellingTransactionID: transaction.id,
      cancelledTime: transaction.time,
      ...(transaction['replacedByOrderID'] ? { replacedByOrderID: transaction['replacedByOrderID'] } : {}),
    })
  else if (type === 'DAILY_FINANCING') foldFinancing(history, transaction)
  else if (type.endsWith('CLIENT_EXTENSIONS_MODIFY')) changeExtensions(history, transaction)
  else if (type.endsWith('_ORDER')) createOrder(history, transaction)
}

const foldFill = (history: MutableHistory, fill: WireTransaction): void => {
  const opened = fill['tradeOpened'] as TradePart | undefined
  const closed = (fill['tradesClosed'] as readonly TradePart[] | undefined) ?? []
  const reduced = fill['tradeReduced'] as TradePart | undefined
  history.lastFillTime = fill.time
  if (opened) openTrade(history, opened, fill)
  for (const part of closed) reduceTrade(history, part, fill, true)
  if (reduced) reduceTrade(history, reduced, fill, false)
  const position = history.positions.get(String(fill['instrument']))
  if (position) position.commissionE4 += e4Of(fill['commission'] ?? 0)
  endOrder(history, fill, 'FILLED', {
    fillingTransactionID: fill.id,
    filledTime: fill.time,
    ...(opened ? { tradeOpenedID: opened.tradeID } : {}),
    ...(reduced ? { tradeReducedID: reduced.tradeID } : {}),
    ...(closed.length > 0 ? { tradeClosedIDs: closed.map((part) => part.tradeID) } : {}),
  })
}

const openTrade = (history: MutableHistory, opened: TradePart, fill: WireTransaction): void => {
  const instrument = String(fill['instrument'])
  sideOf(history, instrument, Number(opened.units) > 0)
  history.trades.set(opened.tradeID, {
    id: opened.tradeID,
    instrument,
    price: opened.price,
    openTime: fill.time,
    initialUnits: opened.units,
    initialMarginRequired: opened.initialMarginRequired ?? '0.0000',
    units: Number(opened.units),
    realizedE4: 0,
    financingE4: 0,
    state: 'OPEN',
    clientExtensions: opened.clientExtensions,
    closingTransactionIDs: [],
    closeTime: undefined,
    closedValue: 0,
    closedUnits: 0,
    brackets: new Map(),
    lastBrackets: new Map(),
  })
}

const reduceTrade = (history: MutableHistory, part: TradePart, fill: WireTransaction, closes: boolean): void => {
  const trade = history.trades.get(part.tradeID)
  if (!trade) return
  const side = sideOf(history, trade.instrument, Number(trade.initialUnits) > 0)
  const plE4 = e4Of(part.realizedPL)
  side.plE4 += plE4
  trade.realizedE4 += plE4
  trade.units = closes ? 0 : sumUnits(trade.units, Number(part.units))
  trade.closedUnits += Math.abs(Number(part.units))
  trade.closedValue += Math.abs(Number(part.units)) * Number(part.price)
  trade.closingTransactionIDs.push(fill.id)
  if (!closes) return
  trade.state = 'CLOSED'
  trade.closeTime = fill.time
}

/** Totals of one side. An instrument joins the positions with its first fill. */
const sideOf = ({ positions }: MutableHistory, instrument: string, long: boolean): SideHistory => {
  let position = positions.get(instrument)
  if (!position) {
    position = { long: { plE4: 0, financingE4: 0 }, short: { plE4: 0, financingE4: 0 }, commissionE4: 0 }
    positions.set(instrument, position)
  }
  return long ? position.long : position.short
}

const createOrder = ({ orders, trades }: MutableHistory, create: WireTransaction): void => {
  orders.set(create.id, {
    id: create.id,
    create,
    state: 'PENDING',
    clientExtensions: create['clientExtensions'] as ClientExtensions | undefined,
    tradeClientExtensions: create['tradeClientExtensions'] as ClientExtensions | undefined,
    end: {},
  })
  const name = BRACKET_NAMES[create.type]
  const trade = trades.get(String(create['tradeID']))
  if (!name || !trade) return
  trade.brackets.set(name, create.id)
  trade.lastBrackets.set(name, create.id)
}

const endOrder = (
  { orders, trades }: MutableHistory,
  by: WireTransaction,
  state: 'FILLED' | 'CANCELLED',
  end: OrderHistory['end'],
): void => {
  const order = orders.get(String(by['orderID']))
  if (!order) return
  order.state = state
  order.end = { ...order.end, ...end }
  const name = BRACKET_NAMES[order.create.type]
  const trade = name && trades.get(String(order.create['tradeID']))
  if (trade && trade.brackets.get(name) === order.id) trade.brackets.delete(name)
}

const foldFinancing = (history: MutableHistory, transaction: WireTransaction): void => {
  const positionFinancings = transaction['positionFinancings'] as readonly {
    readonly openTradeFinancings: readonly TradePart[]
  }[]
  for (const { openTradeFinancings } of positionFinancings)
    for (const part of openTradeFinancings) {
      const trade = history.trades.get(part.tradeID)
      if (!trade) continue
      const amountE4 = e4Of(part.financing)
      trade.financingE4 += amountE4
      sideOf(history, trade.instrument, Number(trade.initialUnits) > 0).financingE4 += amountE4
    }
}

const changeExtensions = ({ orders, trades }: MutableHistory, transaction: WireTransaction): void => {
  const order = orders.get(String(transaction['orderID']))
  const trade = trades.get(String(transaction['tradeID']))
  const own = transaction['clientExtensionsModify'] as ClientExtensions | undefined
  const ofTrade = transaction['tradeClientExtensionsModify'] as ClientExtensions | undefined
  if (order && own) order.clientExtensions = { ...order.clientExtensions, ...own }
  if (order && ofTrade) order.tradeClientExtensions = { ...order.tradeClientExtensions, ...ofTrade }
  if (trade && ofTrade) trade.clientExtensions = { ...trade.clientExtensions, ...ofTrade }
}

/** Ten-thousandths of money text. */
const e4Of = (text: unknown): number => Math.round(Number(text) * 1e4)

/** Sizes have few decimals: rounding their sums to eight removes the float error. */
const sumUnits = (a: number, b: number): number => Math.round((a + b) * 1e8) / 1e8

const BRACKET_NAMES: Readonly<Record<string, string>> = Object.freeze({
  TAKE_PROFIT_ORDER: 'takeProfitOrder',
  STOP_LOSS_ORDER: 'stopLossOrder',
  TRAILING_STOP_LOSS_ORDER: 'trailingStopLossOrder',
})
