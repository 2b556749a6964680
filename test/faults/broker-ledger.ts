/** The broker's own books: orders in, v20 transactions out. The checkers' oracle. */
import type { BrokerTransaction, EntryRequest, OrderRequest } from '../../model/broker-client.js'
import { type Answer, type LedgerTrade, rfc3339, stopFrom } from './wire/ledger-trade.js'
import type { WireOrder } from './wire/wire-order.js'
import type { Random } from './random.js'
import type { FaultRates } from './fault-rates.js'
import type { Timeline } from './timeline.js'

export interface BrokerLedger {
  readonly transactions: readonly BrokerTransaction[]
  readonly trades: ReadonlyMap<number, LedgerTrade>
  /** The request that caused each order transaction; absent = not SEP. */
  readonly causes: ReadonlyMap<number, OrderRequest>
  balance(): number
  /** Call when a request arrives. */
  process(order: WireOrder): Answer
  /** Makes something happen that SEP did not request. */
  event(): void
  /** Adds a trade of SEP that predates its store. */
  seedTrade(instrument: string, units: number): void
  onTransaction(listener: (transaction: BrokerTransaction) => void): void
}

const CANCELS = ['MARKET_HALTED', 'INSUFFICIENT_MARGIN', 'BOUNDS_VIOLATION', 'INSUFFICIENT_LIQUIDITY'] as const
const REJECTS = ['ACCOUNT_ORDER_CREATION_LOCKED', 'INSTRUMENT_NOT_TRADEABLE', 'INTERNAL_SERVER_ERROR'] as const
const MONEY = 1e4
const money = (e4: number): string => (e4 / MONEY).toFixed(4)

/** A small step of an instrument's price, on its grid. */
const nextPrice = (prices: Map<string, number>, instrument: string, random: Random): number => {
  const next = Math.round(prices.get(instrument)! * (1 + random.between(-1e-4, 1e-4)) * 1e5) / 1e5
  prices.set(instrument, next)
  return next
}

export const createBrokerLedger = (
  timeline: Timeline,
  random: Random,
  instruments: readonly string[],
  rates: () => FaultRates,
): BrokerLedger => {
  const transactions: BrokerTransaction[] = []
  const trades = new Map<number, LedgerTrade>()
  const causes = new Map<number, OrderRequest>()
  const listeners: ((transaction: BrokerTransaction) => void)[] = []
  const price = new Map(instruments.map((name, k) => [name, 1 + k / 10]))
  let balanceE4 = 0

  const record = (type: string, fields: Record<string, unknown>): BrokerTransaction => {
    const id = transactions.length + 1
    const tsMs = Math.floor(timeline.wall())
    const transaction = { id, tsMs, type, raw: { id: String(id), type, time: rfc3339(tsMs), ...fields } }
    transactions.push(transaction)
    for (const listener of listeners) listener(transaction)
    return transaction
  }
  const quote = (instrument: string): number => nextPrice(price, instrument, random)

  /** Closes `units` (with the sign of the order) of a trade: its fill, and the end of its stop. */
  const reduce = (trade: LedgerTrade, units: number, orderId: number, reason: string): void => {
    const at = quote(trade.instrument)
    const plE4 = Math.round(-units * (at - trade.price) * MONEY)
    balanceE4 += plE4
    trade.units += units
    const part = {
      tradeID: String(trade.id),
      units: String(units),
      price: at.toFixed(5),
      realizedPL: money(plE4),
      financing: '0.0000',
      halfSpreadCost: money(Math.abs(units)),
    }
    record('ORDER_FILL', {
      orderID: String(orderId),
      instrument: trade.instrument,
      units: String(units),
      price: at.toFixed(5),
      reason,
      pl: money(plE4),
      financing: '0.0000',
      commission: '0.0000',
      accountBalance: money(balanceE4),
      ...(trade.units === 0 ? { tradesClosed: [part] } : { tradeReduced: part }),
    })
    if (trade.units !== 0) return
    trades.delete(trade.id)
    if (trade.stopOrderId !== 0 && trade.stopOrderId !== orderId)
      record('ORDER_CANCEL', { orderID: String(trade.stopOrderId), reason: 'LINKED_TRADE_CLOSED' })
  }
  const open = (
    instrument: string,
    units: number,
    orderId: number,
    own: { id: string } | null,
    stop: EntryRequest['stopLoss'] | null,
  ) => {
    const at = quote(instrument)
    const id = transactions.length + 1
    const extensions = own ? { clientExtensions: { id: own.id, tag: 'sep' } } : {}
    record('ORDER_FILL', {
      orderID: String(orderId),
      ...(own ? { clientOrderID: own.id } : {}),
      instrument,
      units: String(units),
      price: at.toFixed(5),
      reason: 'MARKET_ORDER',
      pl: '0.0000',
      financing: '0.0000',
      commission: '0.0000',
      accountBalance: money(balanceE4),
      tradeOpened: { tradeID: String(id), units: String(units), price: at.toFixed(5), ...extensions },
    })
    const stopPrice = stop ? stopFrom(at, units, stop) : Number.NaN
    const trade: LedgerTrade = {
      id,
      instrument,
      units,
      price: at,
      openTsMs: timeline.wall(),
      tag: own ? 'sep' : null,
      clientId: own?.id ?? null,
      stopOrderId: 0,
      stopPrice,
    }
    trades.set(id, trade)
    if (stop)
      trade.stopOrderId = record('STOP_LOSS_ORDER', {
        tradeID: String(id),
        price: stopPrice.toFixed(5),
        reason: 'ON_FILL',
      }).id
  }
  const answered = (begin: number, status: Answer['status'], code = ''): Answer => ({
    status,
    code,
    // The protective orders of a batch are missing from the reply.
    transactions: transactions.slice(begin).filter(({ type }) => type !== 'STOP_LOSS_ORDER'),
    relatedIds: transactions.slice(begin).map(({ id }) => id),
  })
  const enter = (request: EntryRequest, wire: WireOrder['fields']): Answer => {
    const begin = transactions.length
    const { decisionId: id, instrument, units, stopLoss } = request
    const fields = { ...wire, reason: 'CLIENT_ORDER' }
    if (random.chance(rates().reject)) {
      const rejectReason = random.pick(REJECTS)
      causes.set(record('MARKET_ORDER_REJECT', { ...fields, rejectReason }).id, request)
      return answered(begin, 400, rejectReason)
    }
    const order = record('MARKET_ORDER', fields)
    causes.set(order.id, request)
    const taken = [...trades.values()].some((trade) => trade.clientId === id)
    if (taken || random.chance(rates().cancel)) {
      const reason = taken ? 'CLIENT_TRADE_ID_ALREADY_EXISTS' : random.pick(CANCELS)
      record('ORDER_CANCEL', { orderID: String(order.id), clientOrderID: id, reason })
      return answered(begin, 201)
    }
    const asked = Number(units)
    const filled = Math.abs(asked) > 1 && random.chance(rates().partial) ? Math.trunc(asked / 2) : asked
    open(instrument, filled, order.id, { id }, stopLoss ?? null)
    if (filled !== asked)
      record('ORDER_CANCEL', { orderID: String(order.id), clientOrderID: id, reason: 'INSUFFICIENT_LIQUIDITY' })
    return answered(begin, 201)
  }

  const close = (request: Extract<OrderRequest, { leg: 'close' }>): Answer => {
    const begin = transactions.length
    const trade = trades.get(Number(request.tradeId))
    const size = request.units === 'ALL' ? Math.abs(trade?.units ?? 0) : Number(request.units)
    const fields = {
      instrument: request.instrument,
      units: String(trade && trade.units > 0 ? -size : size),
      timeInForce: 'FOK',
      positionFill: 'REDUCE_ONLY',
      reason: 'TRADE_CLOSE',
      tradeClose: { tradeID: request.tradeId, units: request.units },
    }
    const rejectReason = !trade
      ? 'TRADE_DOESNT_EXIST'
      : size > Math.abs(trade.units)
        ? 'CLOSE_TRADE_UNITS_EXCEED_TRADE_SIZE'
        : null
    if (!trade || rejectReason) {
      causes.set(record('MARKET_ORDER_REJECT', { ...fields, rejectReason }).id, request)
      return answered(begin, trade ? 400 : 404, rejectReason!)
    }
    const order = record('MARKET_ORDER', fields)
    causes.set(order.id, request)
    if (random.chance(rates().cancel)) {
      record('ORDER_CANCEL', { orderID: String(order.id), reason: 'MARKET_HALTED' })
      return answered(begin, 200)
    }
    reduce(trade, Number(fields.units), order.id, 'MARKET_ORDER_TRADE_CLOSE')
    return answered(begin, 200)
  }

  const byHand = (trade: LedgerTrade, size: number): void => {
    const units = trade.units > 0 ? -size : size
    const order = record('MARKET_ORDER', {
      instrument: trade.instrument,
      units: String(units),
      reason: 'TRADE_CLOSE',
      tradeClose: { tradeID: String(trade.id), units: size === Math.abs(trade.units) ? 'ALL' : String(size) },
    })
    reduce(trade, units, order.id, 'MARKET_ORDER_TRADE_CLOSE')
  }
  const EVENTS: readonly (() => void)[] = [
    () => {
      const order = record('MARKET_ORDER', { instrument: instruments[0], units: '7', reason: 'CLIENT_ORDER' })
      open(instruments[0]!, 7, order.id, null, null)
    },
    () => {
      const trade = [...trades.values()].find(({ tag }) => tag !== 'sep')
      if (trade) byHand(trade, Math.abs(trade.units))
    },
    () => {
      // The market hits a stop.
      const trade = [...trades.values()].find(({ stopOrderId }) => stopOrderId !== 0)
      if (trade) reduce(trade, -trade.units, trade.stopOrderId, 'STOP_LOSS_ORDER')
    },
    () => {
      const trade = [...trades.values()].find(({ tag }) => tag === 'sep')
      if (trade) byHand(trade, random.chance(0.5) ? Math.abs(trade.units) : Math.ceil(Math.abs(trade.units) / 3))
    },
    () => {
      const parts = [...trades.values()].map((trade) => ({ tradeID: String(trade.id), financing: money(-trade.units) }))
      const sumE4 = [...trades.values()].reduce((sum, trade) => sum - trade.units, 0)
      balanceE4 += sumE4
      record('DAILY_FINANCING', {
        financing: money(sumE4),
        accountBalance: money(balanceE4),
        positionFinancings: [{ openTradeFinancings: parts }],
      })
    },
    () => {
      balanceE4 += 5e4
      record('TRANSFER_FUNDS', { amount: money(5e4), accountBalance: money(balanceE4) })
    },
    () => void record('SOMETHING_NEW', { accountBalance: money(balanceE4) }),
  ]

  record('CREATE', { homeCurrency: 'USD' })
  balanceE4 = 1e9
  record('TRANSFER_FUNDS', { amount: money(1e9), accountBalance: money(1e9) })
  return {
    transactions,
    trades,
    causes,
    balance: () => balanceE4 / MONEY,
    process: ({ request, fields }) => (request.leg === 'entry' ? enter(request, fields) : close(request)),
    event: () => random.pick(EVENTS)(),
    seedTrade: (instrument, units) => {
      const order = record('MARKET_ORDER', { instrument, units: String(units), reason: 'CLIENT_ORDER' })
      open(instrument, units, order.id, { id: `before-${order.id}` }, { distance: '0.01000' })
    },
    onTransaction: (listener) => void listeners.push(listener),
  }
}
