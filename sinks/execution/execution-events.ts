/**
 * Broker transactions as rows of the graph's `execution` source (what each type of row means: EXECUTIONS in model/codes.ts).
 *
 * | transaction | rows |
 * | --- | --- |
 * | ORDER_FILL | `closed`, `reduced` and `opened` for each of its trades; `foreign` where the trade is not SEP's; else `balance` |
 * | STOP_LOSS_ORDER, GUARANTEED_STOP_LOSS_ORDER | `stop_set` of an own trade |
 * | TAKE_PROFIT_ORDER | `take_set` of an own trade |
 * | ORDER_CANCEL of a bracket whose trade is still open | `stop_set` or `take_set` with price NaN; alarm: a stop is not replaced |
 * | STOP_LOSS_ORDER_REJECT of an own trade | `noted`, with an alarm |
 * | DAILY_FINANCING, DIVIDEND_ADJUSTMENT | `financing` for each trade that is named, and for the rest |
 * | TRANSFER_FUNDS | `funds` |
 * | TRADE_CLIENT_EXTENSIONS_MODIFY that gives or takes SEP's tag | `repaired` and `foreign` |
 * | MARGIN_CALL_*, a fill of a foreign trade, an unknown type | as above or `noted`, with an alarm |
 * | anything else | `noted` |
 *
 * Every transaction gives at least one row, so that the graph knows how far it has come. Settling a decision is the protocol's business.
 */
import type { BrokerTransaction } from '../../model/broker-client.js'
import { REASON } from '../../model/codes.js'
import type { ExecutionRow } from '../../streams/execution/record.js'
import { type Attribution, type BrokerView, OWN_TAG, tradeRow } from './broker-view.js'
import { foldFill } from './fold-fill.js'
import { beginFold, rawList, numberOf, pushRow, rawRecord, type TransactionFold } from './transaction-fold.js'

export interface Applied {
  readonly view: BrokerView
  readonly rows: readonly ExecutionRow[]
  readonly alarms: readonly string[]
}

type BracketRow = 'stop_set' | 'take_set' | 'noted'

const CLIENT_ORDERS = new Set([
  'MARKET_ORDER',
  'FIXED_PRICE_ORDER',
  'LIMIT_ORDER',
  'STOP_ORDER',
  'MARKET_IF_TOUCHED_ORDER',
])
const BRACKET_ROW: Readonly<Record<string, BracketRow>> = {
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

/** Is it an order of a client (not a bracket)? Its name or the trade it closes shows which decision it belongs to. */
export const isClientOrder = (type: string): boolean => CLIENT_ORDERS.has(type)

/**
 * Folds one transaction. `by` is given where the transaction creates an order; `indexOf` gives the index of an instrument in the world, or
 * -1.
 */
export const applyTransaction = (
  view: BrokerView,
  transaction: BrokerTransaction,
  by: Attribution | null,
  indexOf: (instrument: string) => number,
): Applied => {
  const fold = beginFold(view, transaction, indexOf)
  foldAny(fold, by ?? FOREIGN)
  if (fold.rows.length === 0) pushRow(fold, 'noted', {})
  const { id, tsMs } = transaction
  return {
    view: { lastTransactionId: id, balance: fold.balance, trades: fold.trades, orders: fold.orders },
    rows: fold.rows.map((row) => (row.tsMs === row.tsMs ? row : { ...row, tsMs })),
    alarms: fold.alarms,
  }
}

const foldAny = (fold: TransactionFold, by: Attribution): void => {
  const { raw, balance, alarms } = fold
  const { id, type } = fold.transaction
  if (CLIENT_ORDERS.has(type)) foldOrder(fold, by)
  else if (BRACKET_ROW[type]) foldBracket(fold, BRACKET_ROW[type])
  else if (type === 'ORDER_FILL') foldFill(fold)
  else if (type === 'ORDER_CANCEL') foldCancel(fold)
  else if (type === 'DAILY_FINANCING' || type === 'DIVIDEND_ADJUSTMENT') foldFinancing(fold)
  else if (type === 'TRANSFER_FUNDS') pushRow(fold, 'funds', { amount: numberOf(raw['amount']), balance })
  else if (type === 'TRADE_CLIENT_EXTENSIONS_MODIFY') foldTag(fold)
  else if (type === 'STOP_LOSS_ORDER_REJECT')
    lostStop(fold, numberOf(raw['tradeID']), `rejected: ${String(raw['rejectReason'])}`)
  else if (type.startsWith('MARGIN_CALL_')) alarms.push(`${type}: the broker is about to close positions`)
  else if (!type.endsWith('_REJECT') && !WITHOUT_EFFECT.has(type))
    alarms.push(`transaction ${id} is of the unknown type ${type}`)
}

const foldOrder = ({ transaction: { id, type }, raw, orders, alarms }: TransactionFold, by: Attribution): void => {
  const own = by.origin === 'decision' || by.origin === 'external'
  const tradeId = numberOf(rawRecord(raw['tradeClose'])['tradeID']) || 0
  orders.set(id, { ...by, id, type, tradeId, own })
  if (by.origin === 'external') alarms.push(`order ${id} is SEP's by its name or trade, but was not expected: adopted`)
}

const foldBracket = (fold: TransactionFold, row: BracketRow): void => {
  const { id, type } = fold.transaction
  const tradeId = numberOf(fold.raw['tradeID'])
  fold.orders.set(id, { ...FOREIGN, origin: 'bracket', id, type, tradeId, own: false })
  setBracket(fold, row, tradeId, numberOf(fold.raw['price']))
}

const setBracket = (fold: TransactionFold, row: BracketRow, tradeId: number, price: number): void => {
  const trade = fold.trades.get(tradeId)
  if (trade?.own && row !== 'noted') pushRow(fold, row, { instrument: fold.indexOf(trade.instrument), tradeId, price })
}

const foldCancel = (fold: TransactionFold): void => {
  const id = numberOf(fold.raw['orderID'])
  const order = fold.orders.get(id)
  fold.orders.delete(id)
  const row = order && BRACKET_ROW[order.type]
  if (!row) return
  setBracket(fold, row, order.tradeId, Number.NaN)
  if (row === 'stop_set' && fold.raw['replacedByOrderID'] === undefined)
    lostStop(fold, order.tradeId, `cancelled: ${String(fold.raw['reason'])}`)
}

/** A position must not be without its stop: a person has to look, at once. */
const lostStop = ({ trades, alarms }: TransactionFold, tradeId: number, why: string): void => {
  const trade = trades.get(tradeId)
  if (trade?.own) alarms.push(`the stop of trade ${tradeId} of ${trade.instrument} is ${why}`)
}

const foldFinancing = (fold: TransactionFold): void => {
  const { raw, balance } = fold
  const total = numberOf(raw['financing'] ?? raw['dividendAdjustment'])
  let rest = total
  const positions = rawList(raw['positionFinancings'])
  const parts = positions
    .flatMap((position) => rawList(position['openTradeFinancings']))
    .concat(rawList(raw['openTradeDividendAdjustments']))
  for (const part of parts) {
    const tradeId = numberOf(part['tradeID'])
    const trade = fold.trades.get(tradeId)
    const amount = numberOf(part['financing'] ?? part['dividendAdjustment'])
    if (!trade?.own || !Number.isFinite(amount)) continue
    rest -= amount
    pushRow(fold, 'financing', { instrument: fold.indexOf(trade.instrument), tradeId, amount, balance })
  }
  rest = Math.round(rest * 1e4) / 1e4
  if (rest !== 0 || fold.rows.length === 0) pushRow(fold, 'financing', { amount: rest, balance })
}

/** Giving a trade SEP's tag, or taking it, decides who manages the trade. */
const foldTag = ({ raw, trades, rows, alarms, transaction, indexOf }: TransactionFold): void => {
  const trade = trades.get(numberOf(raw['tradeID']))
  const tag = rawRecord(raw['tradeClientExtensionsModify'])['tag']
  if (!trade || tag === undefined || trade.own === (tag === OWN_TAG)) return
  const now = { ...trade, own: !trade.own }
  trades.set(trade.id, now)
  for (const row of [{ ...trade, units: 0 }, now])
    rows.push({ ...tradeRow(row, indexOf(row.instrument)), transactionId: transaction.id })
  alarms.push(`trade ${trade.id}: another client ${now.own ? 'added' : 'removed'} the tag ${OWN_TAG}`)
}
