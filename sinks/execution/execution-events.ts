/**
 * Broker transactions as rows of the graph's `execution` source (what each type of row means: EXECUTIONS in model/codes.ts).
 *
 * | transaction | rows |
 * | --- | --- |
 * | ORDER_FILL | `closed` for each of tradesClosed, `reduced` for tradeReduced, `opened` for tradeOpened; `foreign` where the trade is not SEP's; else `balance` |
 * | STOP_LOSS_ORDER, GUARANTEED_STOP_LOSS_ORDER | `stop_set` of an own trade |
 * | TAKE_PROFIT_ORDER | `take_set` of an own trade |
 * | ORDER_CANCEL of a bracket whose trade is still open | `stop_set` or `take_set` with price NaN |
 * | DAILY_FINANCING, DIVIDEND_ADJUSTMENT | `financing` for each trade that is named, and for the rest |
 * | TRANSFER_FUNDS | `funds` |
 * | TRADE_CLIENT_EXTENSIONS_MODIFY that gives or takes SEP's tag | `repaired` and `foreign` |
 * | MARGIN_CALL_*, a fill of a foreign trade, a type that nobody knows | as above or `noted`, with an alarm |
 * | anything else | `noted` |
 *
 * Every transaction gives at least one row, so that the graph knows how far it has come. Settling a decision is the protocol's business.
 */
import type { BrokerTransaction } from '../../model/broker-client.js'
import { REASON } from '../../model/codes.js'
import { type Attribution, type BrokerView, OWN_TAG, tradeRow, type ViewOrder, type ViewTrade } from './broker-view.js'
import { executionRow, type ExecutionRow } from '../../streams/execution/record.js'

export interface Applied {
  readonly view: BrokerView
  readonly rows: readonly ExecutionRow[]
  readonly alarms: readonly string[]
}

type Raw = Readonly<Record<string, unknown>>

const CLIENT_ORDERS = new Set([
  'MARKET_ORDER',
  'FIXED_PRICE_ORDER',
  'LIMIT_ORDER',
  'STOP_ORDER',
  'MARKET_IF_TOUCHED_ORDER',
])
const BRACKET_ROW: Readonly<Record<string, 'stop_set' | 'take_set' | 'noted'>> = {
  STOP_LOSS_ORDER: 'stop_set',
  GUARANTEED_STOP_LOSS_ORDER: 'stop_set',
  TAKE_PROFIT_ORDER: 'take_set',
  // Its price moves with the market: no bracket that the graph could show.
  TRAILING_STOP_LOSS_ORDER: 'noted',
}
const WITHOUT_EFFECT = new Set([
  'CREATE',
  'CLOSE',
  'REOPEN',
  'CLIENT_CONFIGURE',
  'ORDER_CLIENT_EXTENSIONS_MODIFY',
  'DELAYED_TRADE_CLOSURE',
  'RESET_RESETTABLE_PL',
])
const FOREIGN: Attribution = Object.freeze({
  decisionId: null,
  decisionTsMs: Number.NaN,
  reason: REASON.external,
  origin: 'foreign',
})

/** Is it an order of a client (not a bracket)? Its name or the trade it closes tells which decision it belongs to. */
export const isClientOrder = (type: string): boolean => CLIENT_ORDERS.has(type)

/** Folds one transaction. `by` is given where the transaction creates an order; `indexOf` gives the index of an instrument in the world, or -1. */
export const applyTransaction = (
  view: BrokerView,
  transaction: BrokerTransaction,
  by: Attribution | null,
  indexOf: (instrument: string) => number,
): Applied => {
  const folding = new Folding(view, transaction, indexOf)
  folding.fold(by ?? FOREIGN)
  return folding.result()
}

/** One transaction on its way into the view. */
class Folding {
  private readonly trades: Map<number, ViewTrade>
  private readonly orders: Map<number, ViewOrder>
  private readonly rows: ExecutionRow[] = []
  private readonly alarms: string[] = []
  private balance: number
  private readonly transaction: BrokerTransaction
  private readonly indexOf: (instrument: string) => number
  private readonly raw: Raw

  constructor(view: BrokerView, transaction: BrokerTransaction, indexOf: (instrument: string) => number) {
    this.trades = new Map(view.trades)
    this.orders = new Map(view.orders)
    this.transaction = transaction
    this.indexOf = indexOf
    this.raw = transaction.raw
    const balance = numberOf(this.raw['accountBalance'])
    this.balance = Number.isFinite(balance) ? balance : view.balance
  }

  result(): Applied {
    const { id, tsMs } = this.transaction
    if (this.rows.length === 0) this.push('noted', {})
    return {
      view: { lastTransactionId: id, balance: this.balance, trades: this.trades, orders: this.orders },
      rows: this.rows.map((row) => (row.tsMs === row.tsMs ? row : { ...row, tsMs })),
      alarms: this.alarms,
    }
  }

  fold(by: Attribution): void {
    const { type } = this.transaction
    if (CLIENT_ORDERS.has(type)) this.order(by)
    else if (BRACKET_ROW[type]) this.bracket(BRACKET_ROW[type])
    else if (type === 'ORDER_FILL') this.fill()
    else if (type === 'ORDER_CANCEL') this.cancel()
    else if (type === 'DAILY_FINANCING' || type === 'DIVIDEND_ADJUSTMENT') this.financing()
    else if (type === 'TRANSFER_FUNDS')
      this.push('funds', { amount: numberOf(this.raw['amount']), balance: this.balance })
    else if (type === 'TRADE_CLIENT_EXTENSIONS_MODIFY') this.retag()
    else if (type.startsWith('MARGIN_CALL_')) this.alarms.push(`${type}: the broker is about to close positions`)
    else if (!type.endsWith('_REJECT') && !WITHOUT_EFFECT.has(type))
      this.alarms.push(`transaction ${this.transaction.id} is of the unknown type ${type}`)
  }

  private push(type: Parameters<typeof executionRow>[0], fields: Parameters<typeof executionRow>[1]): void {
    this.rows.push(executionRow(type, { transactionId: this.transaction.id, tsMs: this.transaction.tsMs, ...fields }))
  }

  private order(by: Attribution): void {
    const { id, type } = this.transaction
    const own = by.origin === 'decision' || by.origin === 'external'
    const tradeId = numberOf(record(this.raw['tradeClose'])['tradeID']) || 0
    this.orders.set(id, { ...by, id, type, tradeId, own })
    if (by.origin === 'external')
      this.alarms.push(`order ${id} is SEP's by its name or trade, but nobody waits for it: adopted`)
  }

  private bracket(row: 'stop_set' | 'take_set' | 'noted'): void {
    const { id, type } = this.transaction
    const tradeId = numberOf(this.raw['tradeID'])
    this.orders.set(id, { ...FOREIGN, origin: 'bracket', id, type, tradeId, own: false })
    this.setBracket(row, tradeId, numberOf(this.raw['price']))
  }

  private setBracket(row: 'stop_set' | 'take_set' | 'noted', tradeId: number, price: number): void {
    const trade = this.trades.get(tradeId)
    if (trade?.own && row !== 'noted') this.push(row, { instrument: this.indexOf(trade.instrument), tradeId, price })
  }

  private cancel(): void {
    const id = numberOf(this.raw['orderID'])
    const order = this.orders.get(id)
    this.orders.delete(id)
    const row = order && BRACKET_ROW[order.type]
    if (row) this.setBracket(row, order.tradeId, Number.NaN)
  }

  private fill(): void {
    const { raw } = this
    const orderId = numberOf(raw['orderID'])
    const order = this.orders.get(orderId)
    this.orders.delete(orderId)
    const closes = list(raw['tradesClosed']).concat(raw['tradeReduced'] ? [record(raw['tradeReduced'])] : [])
    let commission = zeroOr(raw['commission']) + zeroOr(raw['guaranteedExecutionFee'])
    for (const part of closes) {
      this.reduce(part, order, commission)
      commission = 0
    }
    const opened = raw['tradeOpened']
    if (opened) this.open(record(opened), order, commission)
    if (!this.rows.some((row) => Number.isFinite(row.balance))) this.push('balance', { balance: this.balance })
  }

  private open(part: Raw, order: ViewOrder | undefined, commission: number): void {
    const instrument = String(this.raw['instrument'])
    const trade: ViewTrade = {
      id: numberOf(part['tradeID']),
      instrument,
      units: numberOf(part['units']),
      price: numberOf(part['price'] ?? this.raw['price']),
      openTsMs: this.transaction.tsMs,
      own: order?.own === true || record(part['clientExtensions'])['tag'] === OWN_TAG,
    }
    if (!Number.isFinite(trade.id) || !Number.isFinite(trade.units)) return this.unreadable()
    if (trade.own && this.facesOwn(trade))
      this.alarms.push(
        `SEP has trades of both sides of ${instrument}: close one by hand, only their net units are managed`,
      )
    this.trades.set(trade.id, trade)
    if (!trade.own) return this.foreign(trade)
    this.push('opened', {
      instrument: this.indexOf(instrument),
      tradeId: trade.id,
      units: trade.units,
      price: trade.price,
      decisionTsMs: order?.decisionTsMs ?? Number.NaN,
      reason: order?.decisionId ? order.reason : REASON.external,
      balance: this.balance,
      ...costs(part, commission),
    })
  }

  /** On a hedging account, by another hand with SEP's tag or an order that was given up and came late. */
  private facesOwn({ instrument, units }: ViewTrade): boolean {
    return [...this.trades.values()].some(
      (each) => each.own && each.instrument === instrument && each.units * units < 0,
    )
  }

  private reduce(part: Raw, order: ViewOrder | undefined, commission: number): void {
    const tradeId = numberOf(part['tradeID'])
    const units = numberOf(part['units'])
    const trade = this.trades.get(tradeId)
    if (!trade) return void this.alarms.push(`transaction ${this.transaction.id} reduces the unknown trade ${tradeId}`)
    if (!Number.isFinite(units)) return this.unreadable()
    const left = exact(trade.units + units)
    const whole = left === 0 || list(this.raw['tradesClosed']).includes(part)
    if (whole) this.trades.delete(tradeId)
    else this.trades.set(tradeId, { ...trade, units: left })
    if (!trade.own) return this.foreign({ ...trade, units: whole ? 0 : left })
    this.push(whole ? 'closed' : 'reduced', {
      instrument: this.indexOf(trade.instrument),
      tradeId,
      units,
      price: numberOf(part['price'] ?? this.raw['price']),
      amount: numberOf(part['realizedPL']),
      financing: zeroOr(part['financing']),
      decisionTsMs: order?.decisionId ? order.decisionTsMs : Number.NaN,
      reason: exitReason(String(this.raw['reason']), order),
      balance: this.balance,
      ...costs(part, commission),
    })
  }

  /** The next compare with the broker's account repairs what this transaction did. */
  private unreadable(): void {
    this.alarms.push(`transaction ${this.transaction.id} ${this.transaction.type} cannot be read`)
  }

  private foreign(trade: ViewTrade): void {
    this.rows.push({
      ...tradeRow(trade, this.indexOf(trade.instrument)),
      transactionId: this.transaction.id,
      balance: this.balance,
    })
    this.alarms.push(`foreign trade ${trade.id} of ${trade.instrument} now holds ${trade.units} units`)
  }

  private financing(): void {
    const total = numberOf(this.raw['financing'] ?? this.raw['dividendAdjustment'])
    let rest = total
    const positions = list(this.raw['positionFinancings'])
    const parts = positions
      .flatMap((position) => list(position['openTradeFinancings']))
      .concat(list(this.raw['openTradeDividendAdjustments']))
    for (const part of parts) {
      const tradeId = numberOf(part['tradeID'])
      const trade = this.trades.get(tradeId)
      const amount = numberOf(part['financing'] ?? part['dividendAdjustment'])
      if (!trade?.own || !Number.isFinite(amount)) continue
      rest -= amount
      this.push('financing', { instrument: this.indexOf(trade.instrument), tradeId, amount, balance: this.balance })
    }
    rest = Math.round(rest * 1e4) / 1e4
    if (rest !== 0 || this.rows.length === 0) this.push('financing', { amount: rest, balance: this.balance })
  }

  /** Whoever gives a trade SEP's tag, or takes it, decides who manages it. */
  private retag(): void {
    const trade = this.trades.get(numberOf(this.raw['tradeID']))
    const tag = record(this.raw['tradeClientExtensionsModify'])['tag']
    if (!trade || tag === undefined || trade.own === (tag === OWN_TAG)) return
    const now = { ...trade, own: !trade.own }
    this.trades.set(trade.id, now)
    for (const row of [{ ...trade, units: 0 }, now])
      this.rows.push({ ...tradeRow(row, this.indexOf(row.instrument)), transactionId: this.transaction.id })
    this.alarms.push(`trade ${trade.id} was ${now.own ? 'given' : 'deprived of'} the tag ${OWN_TAG} by other hands`)
  }
}

const costs = (part: Raw, commission: number) => ({
  spreadCost: zeroOr(part['halfSpreadCost']),
  conversionCost: zeroOr(part['homeConversionCost'] ?? part['plHomeConversionCost']),
  commission,
})

const exitReason = (reason: string, order: ViewOrder | undefined): number => {
  if (order?.decisionId) return order.reason
  if (reason === 'TAKE_PROFIT_ORDER') return REASON.take
  if (reason.endsWith('STOP_LOSS_ORDER')) return REASON.stop
  return reason === 'MARKET_ORDER_MARGIN_CLOSEOUT' ? REASON.closeout : REASON.external
}

const record = (value: unknown): Raw => (value !== null && typeof value === 'object' ? (value as Raw) : {})
const list = (value: unknown): Raw[] => (Array.isArray(value) ? value.map(record) : [])
/** NaN where it is no number; an empty text is none either. */
const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
const zeroOr = (value: unknown): number => {
  const number = numberOf(value)
  return Number.isFinite(number) ? number : 0
}
/** Sums of units with up to nine decimals come out on the grid. */
const exact = (units: number): number => Math.round(units * 1e9) / 1e9
