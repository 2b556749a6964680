/** The life of orders: submit, replace, cancel, expire. Each is one batch of transactions. */
import { nextRoll } from '../calendar/new-york.js'
import { onGrid } from '../grid.js'
import { findOrder, isBracket, place, remove, tradeById } from './book.js'
import { rejectReason } from './order-checks.js'
import { orderFields } from './order-fields.js'
import { beginBatch, type TransactionFields, NO_FIELDS, record } from './transactions.js'
import type { CreateReason, Exchange, Order, NewOrder } from './types.js'

/**
 * Accepts the order and returns it, or rejects it and returns the reason; either way it is one transaction. It fills at the next
 * match.
 */
export const submitOrder = (ex: Exchange, request: NewOrder, tsMs: number): Order | string =>
  submitAs(ex, request, tsMs, 'CLIENT_ORDER', NO_FIELDS)

/** Like `submitOrder`, with the create reason and additional fields of the transaction. */
export const submitAs = (
  ex: Exchange,
  request: NewOrder,
  tsMs: number,
  reason: CreateReason,
  more: TransactionFields,
): Order | string => {
  beginBatch(ex, tsMs)
  const refused = rejectReason(ex, request, tsMs)
  if (!refused) return accept(ex, request, tsMs, reason, more)
  reject(ex, request, tsMs, reason, refused, more)
  return refused
}

/** Replaces a pending order or bracket with one of the same type; cancel and create share a batch. */
export const replaceOrder = (ex: Exchange, orderId: number, request: NewOrder, tsMs: number): Order | string => {
  beginBatch(ex, tsMs)
  const old = findOrder(ex, orderId)
  if (!old) return cancelReject(ex, orderId, tsMs)
  const refused =
    old.type !== request.type || old.k !== request.k ? 'REPLACING_ORDER_INVALID' : rejectReason(ex, request, tsMs, old)
  if (refused) {
    reject(ex, request, tsMs, 'REPLACEMENT', refused, { intendedReplacesOrderID: String(orderId) })
    return refused
  }
  const replacement = String(ex.lastTransactionId + 2)
  cancel(ex, old, 'CLIENT_REQUEST_REPLACED', tsMs, { replacedByOrderID: replacement })
  return accept(ex, request, tsMs, 'REPLACEMENT', { replacesOrderID: String(orderId) })
}

/** Cancels a pending order or bracket on request and returns the reject reason or null. */
export const cancelOrder = (ex: Exchange, orderId: number, tsMs: number): string | null => {
  beginBatch(ex, tsMs)
  const order = findOrder(ex, orderId)
  if (!order) return cancelReject(ex, orderId, tsMs)
  cancel(ex, order, 'CLIENT_REQUEST', tsMs)
  return null
}

/** Cancels orders whose good-till time has come. */
export const expire = (ex: Exchange, k: number, tsMs: number): void => {
  const orders = ex.orders[k]!
  for (let n = 0; n < orders.length; ) if (!expired(ex, orders[n]!, tsMs)) n++
  const trades = ex.trades[k]!
  for (let n = 0; n < trades.length; n++) {
    const { take: profit, stop, trailing } = trades[n]!
    if (profit) expired(ex, profit, tsMs)
    if (stop) expired(ex, stop, tsMs)
    if (trailing) expired(ex, trailing, tsMs)
  }
}

const expired = (ex: Exchange, order: Order, tsMs: number): boolean => {
  // NaN, good till cancelled, is never reached.
  if (!(tsMs >= order.gtdTsMs)) return false
  beginBatch(ex, tsMs)
  cancel(ex, order, 'TIME_IN_FORCE_EXPIRED', tsMs)
  return true
}

/** Creates an order without checks, in the current batch. */
export const accept = (
  ex: Exchange,
  request: NewOrder,
  tsMs: number,
  reason: CreateReason,
  more: TransactionFields = NO_FIELDS,
): Order => {
  const id = ex.lastTransactionId + 1
  const order = makeOrder(ex, request, id, tsMs, reason)
  if (ex.config.keepLog) record(ex, tsMs, `${request.type}_ORDER`, { ...orderFields(ex, order), reason, ...more })
  else record(ex, tsMs, '', NO_FIELDS)
  place(ex, order)
  return order
}

/** Records the cancel of an order and removes it, in the current batch. */
export const cancel = (
  ex: Exchange,
  order: Order,
  reason: string,
  tsMs: number,
  more: TransactionFields = NO_FIELDS,
): void => {
  const client = order.clientExtensions?.id
  record(
    ex,
    tsMs,
    'ORDER_CANCEL',
    ex.config.keepLog
      ? { orderID: String(order.id), ...(client === undefined ? {} : { clientOrderID: client }), reason, ...more }
      : NO_FIELDS,
  )
  remove(ex, order)
}

const reject = (
  ex: Exchange,
  request: NewOrder,
  tsMs: number,
  reason: CreateReason,
  rejectReason: string,
  more: TransactionFields,
): void => {
  const fields = ex.config.keepLog
    ? { ...orderFields(ex, makeOrder(ex, request, 0, tsMs, reason)), reason, rejectReason, ...more }
    : NO_FIELDS
  record(ex, tsMs, `${request.type}_ORDER_REJECT`, fields)
}

const cancelReject = (ex: Exchange, orderId: number, tsMs: number): string => {
  record(ex, tsMs, 'ORDER_CANCEL_REJECT', { orderID: String(orderId), rejectReason: 'ORDER_DOESNT_EXIST' })
  return 'ORDER_DOESNT_EXIST'
}

const makeOrder = (ex: Exchange, r: NewOrder, id: number, tsMs: number, createReason: CreateReason): Order => {
  const trade = isBracket(r.type) ? tradeById(ex, r.k, r.tradeId ?? 0) : null
  const timeInForce = r.timeInForce ?? (r.type === 'MARKET' ? 'FOK' : 'GTC')
  return {
    id,
    type: r.type,
    k: r.k,
    units: r.units,
    price: r.price ?? (trade ? priceAt(ex, r, trade.units) : Number.NaN),
    distance: r.distance ?? Number.NaN,
    priceBound: r.priceBound ?? Number.NaN,
    timeInForce,
    gtdTsMs: timeInForce === 'GTD' ? (r.gtdTsMs ?? Number.NaN) : timeInForce === 'GFD' ? nextRoll(tsMs) : Number.NaN,
    gtdTime: timeInForce === 'GTD' ? r.gtdTime : undefined,
    positionFill: r.positionFill ?? 'DEFAULT',
    tradeId: r.tradeId ?? 0,
    takeProfitOnFill: r.takeProfitOnFill ?? null,
    stopLossOnFill: r.stopLossOnFill ?? null,
    trailingStopLossOnFill: r.trailingStopLossOnFill ?? null,
    clientExtensions: r.clientExtensions ?? null,
    tradeClientExtensions: r.tradeClientExtensions ?? null,
    decisionTsMs: r.decisionTsMs ?? tsMs,
    reason: r.reason ?? 0,
    createReason,
    createdTsMs: tsMs,
    batch: ex.batch,
    initialPrice: r.type === 'MARKET_IF_TOUCHED' ? (ex.bid[r.k]! + ex.ask[r.k]!) / 2 : Number.NaN,
    trail: trade && r.type === 'TRAILING_STOP_LOSS' ? trailAt(ex, r, trade.units) : Number.NaN,
  }
}

/** A bracket given as a distance is measured from the opening side of the market, as v20 does. */
const priceAt = (ex: Exchange, r: NewOrder, units: number): number => {
  if (r.type === 'TRAILING_STOP_LOSS' || r.distance === undefined) return Number.NaN
  const side = Math.sign(units) * (r.type === 'STOP_LOSS' ? -1 : 1)
  return onGrid((units > 0 ? ex.ask[r.k]! : ex.bid[r.k]!) + side * r.distance, ex.priceScale[r.k]!)
}

/** A trailing stop starts behind the closing side of the market; NaN if that is unknown. */
const trailAt = (ex: Exchange, r: NewOrder, units: number): number =>
  onGrid((units > 0 ? ex.bid[r.k]! : ex.ask[r.k]!) - Math.sign(units) * (r.distance ?? Number.NaN), ex.priceScale[r.k]!)
