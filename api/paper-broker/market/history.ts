/** What became of every order, trade and position of an account, folded from its transactions: restarts fold the same log again. */
import type { ClientExtensions, TradePart, WireTransaction } from '../wire/types.js'

export interface OrderRecord {
  readonly id: string
  readonly create: WireTransaction
  state: 'PENDING' | 'FILLED' | 'CANCELLED'
  clientExtensions: ClientExtensions | undefined
  tradeClientExtensions: ClientExtensions | undefined
  /** What its end adds to the order, in v20's words. */
  end: Readonly<Record<string, unknown>>
}

export interface TradeRecord {
  readonly id: string
  readonly instrument: string
  readonly price: string
  readonly openTime: string
  readonly initialUnits: string
  readonly initialMarginRequired: string
  units: number
  realizedE4: number
  financingE4: number
  state: 'OPEN' | 'CLOSED'
  clientExtensions: ClientExtensions | undefined
  readonly closingTransactionIDs: string[]
  closeTime: string | undefined
  /** Sum of closed units times price, for the average. */
  closedValue: number
  closedUnits: number
  /** Pending ones: takeProfitOrder, stopLossOrder, trailingStopLossOrder. */
  readonly brackets: Map<string, string>
  /** The newest bracket of each kind, also when it is over. */
  readonly lastBrackets: Map<string, string>
}

export interface SideRecord {
  plE4: number
  financingE4: number
}
export interface PositionRecord {
  readonly long: SideRecord
  readonly short: SideRecord
}

export interface History {
  readonly orders: ReadonlyMap<string, OrderRecord>
  readonly trades: ReadonlyMap<string, TradeRecord>
  /** By instrument; every one that was ever traded. */
  readonly positions: ReadonlyMap<string, PositionRecord>
  /** Of the last fill; undefined before the first. */
  readonly lastFillTime: string | undefined
  readonly createdTime: string
  readonly marginRate: string | undefined
  readonly marginCallTime: string | undefined
  take(transaction: WireTransaction): void
}

/** Ten-thousandths of money text. */
export const e4Of = (text: unknown): number => Math.round(Number(text) * 1e4)

export const createHistory = (): History => {
  const orders = new Map<string, OrderRecord>()
  const trades = new Map<string, TradeRecord>()
  const positions = new Map<string, PositionRecord>()
  const facts = {
    lastFillTime: undefined as string | undefined,
    createdTime: '',
    marginRate: undefined as string | undefined,
    marginCallTime: undefined as string | undefined,
  }

  const sideOf = (instrument: string, long: boolean): SideRecord => {
    let position = positions.get(instrument)
    if (!position) {
      position = { long: { plE4: 0, financingE4: 0 }, short: { plE4: 0, financingE4: 0 } }
      positions.set(instrument, position)
    }
    return long ? position.long : position.short
  }
  const close = (part: TradePart, fill: WireTransaction, whole: boolean): void => {
    const trade = trades.get(part.tradeID)
    if (!trade) return
    const side = sideOf(trade.instrument, Number(trade.initialUnits) > 0)
    const plE4 = e4Of(part.realizedPL)
    side.plE4 += plE4
    trade.realizedE4 += plE4
    trade.units = whole ? 0 : sum(trade.units, Number(part.units))
    trade.closedUnits += Math.abs(Number(part.units))
    trade.closedValue += Math.abs(Number(part.units)) * Number(part.price)
    trade.closingTransactionIDs.push(fill.id)
    if (!whole) return
    trade.state = 'CLOSED'
    trade.closeTime = fill.time
  }
  const fill = (transaction: WireTransaction): void => {
    const opened = transaction['tradeOpened'] as TradePart | undefined
    const closed = (transaction['tradesClosed'] as readonly TradePart[] | undefined) ?? []
    const reduced = transaction['tradeReduced'] as TradePart | undefined
    facts.lastFillTime = transaction.time
    if (opened) {
      const instrument = String(transaction['instrument'])
      sideOf(instrument, Number(opened.units) > 0)
      trades.set(opened.tradeID, {
        id: opened.tradeID,
        instrument,
        price: opened.price,
        openTime: transaction.time,
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
    for (const part of closed) close(part, transaction, true)
    if (reduced) close(reduced, transaction, false)
    finish(transaction, 'FILLED', {
      fillingTransactionID: transaction.id,
      filledTime: transaction.time,
      ...(opened ? { tradeOpenedID: opened.tradeID } : {}),
      ...(reduced ? { tradeReducedID: reduced.tradeID } : {}),
      ...(closed.length > 0 ? { tradeClosedIDs: closed.map((part) => part.tradeID) } : {}),
    })
  }
  const finish = (by: WireTransaction, state: 'FILLED' | 'CANCELLED', end: OrderRecord['end']): void => {
    const order = orders.get(String(by['orderID']))
    if (!order) return
    order.state = state
    order.end = { ...order.end, ...end }
    const name = BRACKET_NAMES[order.create.type]
    const trade = name && trades.get(String(order.create['tradeID']))
    if (trade && trade.brackets.get(name) === order.id) trade.brackets.delete(name)
  }
  const create = (transaction: WireTransaction): void => {
    orders.set(transaction.id, {
      id: transaction.id,
      create: transaction,
      state: 'PENDING',
      clientExtensions: transaction['clientExtensions'] as ClientExtensions | undefined,
      tradeClientExtensions: transaction['tradeClientExtensions'] as ClientExtensions | undefined,
      end: {},
    })
    const name = BRACKET_NAMES[transaction.type]
    const trade = trades.get(String(transaction['tradeID']))
    if (!name || !trade) return
    trade.brackets.set(name, transaction.id)
    trade.lastBrackets.set(name, transaction.id)
  }
  const finance = (transaction: WireTransaction): void => {
    const positionFinancings = transaction['positionFinancings'] as readonly {
      readonly openTradeFinancings: readonly TradePart[]
    }[]
    for (const { openTradeFinancings } of positionFinancings)
      for (const part of openTradeFinancings) {
        const trade = trades.get(part.tradeID)
        if (!trade) continue
        const amountE4 = e4Of(part.financing)
        trade.financingE4 += amountE4
        sideOf(trade.instrument, Number(trade.initialUnits) > 0).financingE4 += amountE4
      }
  }
  const name = (transaction: WireTransaction): void => {
    const order = orders.get(String(transaction['orderID']))
    const trade = trades.get(String(transaction['tradeID']))
    const own = transaction['clientExtensionsModify'] as ClientExtensions | undefined
    const ofTrade = transaction['tradeClientExtensionsModify'] as ClientExtensions | undefined
    if (order && own) order.clientExtensions = { ...order.clientExtensions, ...own }
    if (order && ofTrade) order.tradeClientExtensions = { ...order.tradeClientExtensions, ...ofTrade }
    if (trade && ofTrade) trade.clientExtensions = { ...trade.clientExtensions, ...ofTrade }
  }
  return {
    orders,
    trades,
    positions,
    get lastFillTime() {
      return facts.lastFillTime
    },
    get createdTime() {
      return facts.createdTime
    },
    get marginRate() {
      return facts.marginRate
    },
    get marginCallTime() {
      return facts.marginCallTime
    },
    take: (transaction) => {
      const { type } = transaction
      if (type === 'CREATE') facts.createdTime = transaction.time
      else if (type === 'CLIENT_CONFIGURE')
        facts.marginRate = (transaction['marginRate'] as string | undefined) ?? facts.marginRate
      else if (type === 'MARGIN_CALL_ENTER') facts.marginCallTime = transaction.time
      else if (type === 'MARGIN_CALL_EXIT') facts.marginCallTime = undefined
      else if (type === 'ORDER_FILL') fill(transaction)
      else if (type === 'ORDER_CANCEL')
        finish(transaction, 'CANCELLED', {
          cancellingTransactionID: transaction.id,
          cancelledTime: transaction.time,
          ...(transaction['replacedByOrderID'] ? { replacedByOrderID: transaction['replacedByOrderID'] } : {}),
        })
      else if (type === 'DAILY_FINANCING') finance(transaction)
      else if (type.endsWith('CLIENT_EXTENSIONS_MODIFY')) name(transaction)
      else if (type.endsWith('_ORDER')) create(transaction)
    },
  }
}

/** Sizes have few decimals: sums of them are put back on the grid. */
const sum = (a: number, b: number): number => Math.round((a + b) * 1e8) / 1e8

const BRACKET_NAMES: Readonly<Record<string, string>> = Object.freeze({
  TAKE_PROFIT_ORDER: 'takeProfitOrder',
  STOP_LOSS_ORDER: 'stopLossOrder',
  TRAILING_STOP_LOSS_ORDER: 'trailingStopLossOrder',
})
