/** Requests on trades and positions: close by units, set client extensions. */
import { findOrder, findTrade } from './book.js'
import { sideUnits } from './marks.js'
import { clientIdReason } from './order-checks.js'
import { submitAs } from './orders.js'
import { beginBatch, NO_FIELDS, record } from './transactions.js'
import type { ClientExtensions, Exchange, Order, NewOrder } from './types.js'

type Decision = Pick<NewOrder, 'decisionTsMs' | 'reason' | 'clientExtensions'>

/** Orders the close of a trade, whole or by positive units; returns the order or the reject reason. */
export const closeTrade = (
  ex: Exchange,
  tradeId: number,
  units: number | 'ALL',
  tsMs: number,
  decision: Decision = {},
): Order | string => {
  const trade = findTrade(ex, tradeId)
  const size = units === 'ALL' ? Math.abs(trade?.units ?? 0) : units
  const more = ex.config.keepLog ? { tradeClose: { tradeID: String(tradeId), units: String(units) } } : NO_FIELDS
  const refused = !trade
    ? 'TRADE_DOESNT_EXIST'
    : size > Math.abs(trade.units)
      ? 'CLOSE_TRADE_UNITS_EXCEED_TRADE_SIZE'
      : size > 0
        ? null
        : 'UNITS_INVALID'
  if (refused) return rejected(ex, tsMs, refused, { ...more, reason: 'TRADE_CLOSE' })
  const { k, units: held } = trade!
  const request: NewOrder = {
    type: 'MARKET',
    k,
    units: held > 0 ? -size : size,
    positionFill: 'REDUCE_ONLY',
    tradeId,
    clientExtensions: decision.clientExtensions,
    decisionTsMs: decision.decisionTsMs,
    reason: decision.reason,
  }
  return submitAs(ex, request, tsMs, 'TRADE_CLOSE', more)
}

/**
 * Orders the close of one side of a position, whole or by positive units, oldest trades first; returns the order or the reject
 * reason.
 */
export const closePosition = (
  ex: Exchange,
  k: number,
  side: 'long' | 'short',
  units: number | 'ALL',
  tsMs: number,
  decision: Decision = {},
): Order | string => {
  const sign = side === 'long' ? 1 : -1
  const held = sideUnits(ex, k, sign)
  const size = units === 'ALL' ? held : units
  const more = { [`${side}PositionCloseout`]: { instrument: ex.instruments[k]?.name, units: String(units) } }
  const refused =
    held === 0
      ? 'CLOSEOUT_POSITION_DOESNT_EXIST'
      : size > held
        ? 'CLOSEOUT_POSITION_UNITS_EXCEED_POSITION_SIZE'
        : size > 0
          ? null
          : 'UNITS_INVALID'
  if (refused) return rejected(ex, tsMs, refused, { ...more, reason: 'POSITION_CLOSEOUT' })
  const request: NewOrder = { ...decision, type: 'MARKET', k, units: -sign * size, positionFill: 'REDUCE_ONLY' }
  return submitAs(ex, request, tsMs, 'POSITION_CLOSEOUT', more)
}

/**
 * Sets the client's id, tag and comment of a pending order (and of the trade it will open); returns the reject reason or null.
 */
export const nameOrder = (
  ex: Exchange,
  orderId: number,
  extensions: { readonly order?: ClientExtensions; readonly trade?: ClientExtensions },
  tsMs: number,
): string | null => {
  beginBatch(ex, tsMs)
  const order = findOrder(ex, orderId)
  const type = 'ORDER_CLIENT_EXTENSIONS_MODIFY'
  const fields = {
    orderID: String(orderId),
    ...(extensions.order ? { clientExtensionsModify: extensions.order } : {}),
    ...(extensions.trade ? { tradeClientExtensionsModify: extensions.trade } : {}),
  }
  const refused = !order ? 'ORDER_DOESNT_EXIST' : clientIdReason(ex, extensions.order?.id, extensions.trade?.id, order)
  if (!order || refused) {
    record(ex, tsMs, `${type}_REJECT`, { ...fields, rejectReason: refused })
    return refused
  }
  if (extensions.order) order.clientExtensions = { ...order.clientExtensions, ...extensions.order }
  if (extensions.trade) order.tradeClientExtensions = { ...order.tradeClientExtensions, ...extensions.trade }
  record(ex, tsMs, type, fields)
  return null
}

/** Sets the client's id, tag and comment of an open trade; returns the reject reason or null. */
export const nameTrade = (ex: Exchange, tradeId: number, extensions: ClientExtensions, tsMs: number): string | null => {
  beginBatch(ex, tsMs)
  const trade = findTrade(ex, tradeId)
  const fields = { tradeID: String(tradeId), tradeClientExtensionsModify: extensions }
  const refused = trade ? clientIdReason(ex, undefined, extensions.id, trade) : 'TRADE_DOESNT_EXIST'
  if (!trade || refused) {
    record(ex, tsMs, 'TRADE_CLIENT_EXTENSIONS_MODIFY_REJECT', { ...fields, rejectReason: refused })
    return refused
  }
  trade.clientExtensions = { ...trade.clientExtensions, ...extensions }
  record(ex, tsMs, 'TRADE_CLIENT_EXTENSIONS_MODIFY', fields)
  return null
}

const rejected = (ex: Exchange, tsMs: number, rejectReason: string, fields: object): string => {
  beginBatch(ex, tsMs)
  record(ex, tsMs, 'MARKET_ORDER_REJECT', {
    ...fields,
    timeInForce: 'FOK',
    positionFill: 'REDUCE_ONLY',
    rejectReason,
  })
  return rejectReason
}
