/** Semantic checks of a new order: the first reject reason that applies, as OANDA v20 names it. */
import { onGrid } from '../grid.js'
import { isBracket, tradeById } from './book.js'
import { sharesSize } from './parts/fifo.js'
import type { Exchange, OnFill, Order, NewOrder, Trade } from './types.js'

/** Null if the order can be accepted. `replacing` is the order it replaces. */
export const rejectReason = (
  ex: Exchange,
  r: NewOrder,
  tsMs: number,
  replacing: Order | null = null,
): string | null => {
  if (!ex.instruments[r.k]) return 'INSTRUMENT_UNKNOWN'
  return (
    (isBracket(r.type) ? bracketReason(ex, r, replacing) : unitsReason(ex, r)) ??
    priceReason(ex, r) ??
    timeReason(r, tsMs) ??
    protectionReason(ex, r) ??
    clientIdReason(ex, r.clientExtensions?.id, r.tradeClientExtensions?.id, replacing)
  )
}

const unitsReason = (ex: Exchange, r: NewOrder): string | null => {
  const { maximumOrderUnits, minimumTradeSize } = ex.instruments[r.k]!
  if (!Number.isFinite(r.units) || r.units === 0) return 'UNITS_INVALID'
  if (onGrid(r.units, ex.unitScale[r.k]!) !== r.units) return 'UNITS_PRECISION_EXCEEDED'
  const size = Math.abs(r.units)
  if (size > maximumOrderUnits) return 'UNITS_LIMIT_EXCEEDED'
  // A closing order may be smaller: it may be the rest of a trade.
  return size < minimumTradeSize && r.tradeId === undefined ? 'UNITS_MINIMUM_NOT_MET' : null
}

const bracketReason = (ex: Exchange, r: NewOrder, replacing: Order | null): string | null => {
  const trade = tradeById(ex, r.k, r.tradeId ?? 0)
  if (!trade) return 'TRADE_DOESNT_EXIST'
  const held = r.type === 'STOP_LOSS' ? trade.stop : r.type === 'TAKE_PROFIT' ? trade.take : trade.trailing
  if (held && held !== replacing) return `${r.type}_ORDER_ALREADY_EXISTS`
  if (sharesSize(ex, r, trade)) return 'FIFO_VIOLATION_SAFEGUARD_VIOLATION'
  if (r.type !== 'TRAILING_STOP_LOSS') {
    if (r.price !== undefined && r.distance !== undefined) return `${r.type}_ORDER_PRICE_AND_DISTANCE_BOTH_SPECIFIED`
    if (r.distance === undefined) {
      const isBare = r.type === 'STOP_LOSS' && r.price === undefined
      return isBare ? 'STOP_LOSS_ORDER_PRICE_AND_DISTANCE_BOTH_MISSING' : null
    }
    return Number.isNaN(ex.bid[r.k]!) ? 'INSTRUMENT_PRICE_UNKNOWN' : distanceReason(ex, r.k, r.distance)
  }
  return r.distance === undefined ? 'PRICE_DISTANCE_MISSING' : trailingReason(ex, r.k, r.distance)
}

const distanceReason = (ex: Exchange, k: number, distance: number): string | null =>
  !(distance > 0) ? 'PRICE_DISTANCE_INVALID' : offGrid(ex, k, distance) ? 'PRICE_DISTANCE_PRECISION_EXCEEDED' : null

const trailingReason = (ex: Exchange, k: number, distance: number): string | null => {
  const { minimumTrailingStopDistance, maximumTrailingStopDistance } = ex.instruments[k]!
  return (
    distanceReason(ex, k, distance) ??
    (distance < minimumTrailingStopDistance
      ? 'PRICE_DISTANCE_MINIMUM_NOT_MET'
      : distance > maximumTrailingStopDistance
        ? 'PRICE_DISTANCE_MAXIMUM_EXCEEDED'
        : null)
  )
}

const priceReason = (ex: Exchange, r: NewOrder): string | null => {
  const byDistance = isBracket(r.type) && r.distance !== undefined
  if (r.type !== 'MARKET' && !byDistance && r.price === undefined) return 'PRICE_MISSING'
  if (r.price !== undefined && !(r.price > 0)) return 'PRICE_INVALID'
  if (r.price !== undefined && offGrid(ex, r.k, r.price)) return 'PRICE_PRECISION_EXCEEDED'
  if (r.priceBound !== undefined && !(r.priceBound > 0)) return 'PRICE_BOUND_INVALID'
  if (r.priceBound !== undefined && offGrid(ex, r.k, r.priceBound)) return 'PRICE_BOUND_PRECISION_EXCEEDED'
  return null
}

const timeReason = (r: NewOrder, tsMs: number): string | null => {
  const { timeInForce, gtdTsMs } = r
  if (timeInForce === undefined) return null
  const immediate = timeInForce === 'FOK' || timeInForce === 'IOC'
  const onlyResting = isBracket(r.type) || r.type === 'MARKET_IF_TOUCHED'
  if (r.type === 'MARKET' ? !immediate : immediate && onlyResting) return 'TIME_IN_FORCE_INVALID'
  if (timeInForce !== 'GTD') return null
  if (gtdTsMs === undefined) return 'TIME_IN_FORCE_GTD_TIMESTAMP_MISSING'
  return gtdTsMs > tsMs ? null : 'TIME_IN_FORCE_GTD_TIMESTAMP_IN_PAST'
}

const protectionReason = (ex: Exchange, r: NewOrder): string | null =>
  onFillReason(ex, r.k, r.takeProfitOnFill, 'TAKE_PROFIT') ??
  onFillReason(ex, r.k, r.stopLossOnFill, 'STOP_LOSS') ??
  onFillReason(ex, r.k, r.trailingStopLossOnFill, 'TRAILING_STOP_LOSS')

const onFillReason = (ex: Exchange, k: number, on: OnFill | undefined, type: string): string | null => {
  if (!on) return null
  const { price, distance } = on
  const name = `${type}_ON_FILL_PRICE`
  if (type === 'TRAILING_STOP_LOSS') {
    if (distance === undefined) return `${name}_DISTANCE_MISSING`
    const reason = trailingReason(ex, k, distance)
    return reason && reason.replace('PRICE_DISTANCE', `${name}_DISTANCE`)
  }
  if (price === undefined && distance === undefined)
    return type === 'STOP_LOSS' ? 'STOP_LOSS_ON_FILL_PRICE_AND_DISTANCE_BOTH_MISSING' : `${name}_MISSING`
  if (price !== undefined && distance !== undefined) return `${name}_AND_DISTANCE_BOTH_SPECIFIED`
  const given = (price ?? distance) as number
  if (!(given > 0)) return `${name}_INVALID`
  return offGrid(ex, k, given) ? `${name}_PRECISION_EXCEEDED` : null
}

/**
 * Checks the client ids in use: an order's until it leaves the book, a trade's until it is closed. Those of `own` do not count.
 */
export const clientIdReason = (
  ex: Exchange,
  orderId: string | undefined,
  tradeId: string | undefined,
  own: Order | Trade | null,
): string | null => {
  if (orderId === undefined && tradeId === undefined) return null
  const ordered = (order: Order | null) =>
    orderId !== undefined && order !== null && order !== own && order.clientExtensions?.id === orderId
  for (let k = 0; k < ex.orders.length; k++) {
    if (ex.orders[k]!.some(ordered)) return 'CLIENT_ORDER_ID_ALREADY_EXISTS'
    for (const trade of ex.trades[k]!) {
      if (ordered(trade.take) || ordered(trade.stop) || ordered(trade.trailing)) return 'CLIENT_ORDER_ID_ALREADY_EXISTS'
      if (tradeId !== undefined && trade !== own && trade.clientExtensions?.id === tradeId)
        return 'CLIENT_TRADE_ID_ALREADY_EXISTS'
    }
  }
  return null
}

/** Compares as decimals: a price with more digits than the instrument is off the grid. */
const offGrid = (ex: Exchange, k: number, price: number): boolean => onGrid(price, ex.priceScale[k]!) !== price
