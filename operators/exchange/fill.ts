/** Executes one fill: reduces trades (oldest first), opens a trade, adds its protection, and books money to four decimals. */
import { addUnits, checkBalance, checkUnits } from './account.js'
import { remove, removeAt, tradeById } from './book.js'
import { fillFields } from './fill-fields.js'
import { conversion, midRate } from './marks.js'
import { roundE4 } from './money.js'
import { cancel } from './orders.js'
import { charge } from './parts/charge.js'
import { protect } from './parts/protect.js'
import { refusal } from './refusal.js'
import { beginBatch, NO_FIELDS, record } from './transactions.js'
import type { Exchange, FillTerms, Order, Trade } from './types.js'

/** Fills the order, or cancels it and returns the reason. Either way the order leaves the book. */
export const fill = (ex: Exchange, terms: FillTerms): string | null => {
  const { order, market } = terms
  const { k } = order
  ex.bid[k] = market.bid
  ex.ask[k] = market.ask
  // An order that fills on arrival shares its batch; fills caused by the market have a batch of their own.
  if (order.batch !== ex.batch || market.tsMs !== ex.batchTsMs) beginBatch(ex, market.tsMs)
  const single = order.tradeId === 0 ? null : tradeById(ex, k, order.tradeId)
  const reduce = order.tradeId !== 0 && !single ? 0 : reducedUnits(ex, terms, single)
  const open = opens(order) ? addUnits(ex, k, terms.units, -reduce) : 0
  const refused = order.tradeId !== 0 && !single ? 'LINKED_TRADE_CLOSED' : refusal(ex, terms, reduce, open)
  if (refused) {
    cancel(ex, order, refused, market.tsMs)
    return refused
  }
  remove(ex, order)
  const id = ex.lastTransactionId + 1
  const firstFill = ex.fills.length
  const plE4 = reduce === 0 ? 0 : reduceTrades(ex, terms, single, reduce)
  const opened = open === 0 ? null : openTrade(ex, id, open, terms)
  const commissionE4 = ex.commission === null ? 0 : charge(ex, k, reduce, open, firstFill)
  ex.balanceE4 += plE4 - commissionE4
  ex.realizedE4 += plE4
  ex.commissionE4 += commissionE4
  record(
    ex,
    market.tsMs,
    'ORDER_FILL',
    ex.config.keepLog ? fillFields(ex, terms, plE4, commissionE4, firstFill) : NO_FIELDS,
  )
  if (reduce !== 0) dropClosed(ex, k, id, market.tsMs)
  if (opened) protect(ex, opened, order, market.tsMs)
  checkBalance(ex)
  checkUnits(ex, k)
  return null
}

const opens = (order: Order): boolean => order.tradeId === 0 && order.positionFill !== 'REDUCE_ONLY'

/**
 * Signed units that reduce the opposite side: for REDUCE_FIRST, REDUCE_ONLY, and DEFAULT on netting accounts. Others only open.
 */
const reducedUnits = (ex: Exchange, { order, units }: FillTerms, single: Trade | null): number => {
  const { k, positionFill } = order
  const sign = Math.sign(units)
  if (single) return single.units * sign >= 0 ? 0 : sign * Math.min(Math.abs(single.units), Math.abs(units))
  if (positionFill === 'OPEN_ONLY' || (positionFill === 'DEFAULT' && ex.config.hedging)) return 0
  const trades = ex.trades[k]!
  let held = 0
  for (let n = 0; n < trades.length; n++)
    if (trades[n]!.units * sign < 0) held = addUnits(ex, k, held, Math.abs(trades[n]!.units))
  return sign * Math.min(held, Math.abs(units)) + 0
}

const reduceTrades = (ex: Exchange, terms: FillTerms, single: Trade | null, reduce: number): number => {
  const { k } = terms.order
  if (single) return reduceTrade(ex, single, reduce, terms)
  const trades = ex.trades[k]!
  let plE4 = 0
  let left = reduce
  for (let n = 0; n < trades.length && left !== 0; n++) {
    const trade = trades[n]!
    if (trade.units * left >= 0) continue
    const part = Math.abs(trade.units) <= Math.abs(left) ? -trade.units : left
    plE4 += reduceTrade(ex, trade, part, terms)
    left = addUnits(ex, k, left, -part)
  }
  return plE4
}

/** Closes `units` (signed like the order) of the trade and returns the realised P&L. */
const reduceTrade = (ex: Exchange, trade: Trade, units: number, terms: FillTerms): number => {
  const { order, price, fairPrice, depth, market, reason } = terms
  const { k } = trade
  const quoteE4 = quoteProfitE4(ex, trade, units, price)
  const plE4 = roundE4(quoteE4 * conversion(ex, k, quoteE4 > 0))
  const size = Math.abs(units)
  const rate = midRate(ex, k)
  const spreadCost = size * (trade.spreadCostPerUnit + ((market.ask - market.bid) / 2) * rate)
  const slippageCost = size * (trade.slippageCostPerUnit + (Math.abs(price - fairPrice) - depth) * rate)
  const depthCost = size * depth * rate
  const conversionCost = ex.quoteIsHome[k] ? 0 : (Math.abs(quoteE4) / 1e4) * rate * ex.config.conversionFee
  const left = addUnits(ex, k, trade.units, units)
  const waitingE4 = trade.financingE4 - trade.financingTakenE4
  const financingE4 = left === 0 ? waitingE4 : roundE4((waitingE4 * size) / Math.abs(trade.units))
  trade.financingTakenE4 += financingE4
  trade.units = left
  trade.realizedE4 += plE4
  ex.units[k] = addUnits(ex, k, ex.units[k]!, units)
  ex.fills.push({
    k,
    tradeId: trade.id,
    opens: false,
    reason,
    units,
    price,
    tsMs: market.tsMs,
    decisionTsMs: order.decisionTsMs,
    gross: plE4 / 1e4 + spreadCost + slippageCost + conversionCost + depthCost,
    spreadCost,
    slippageCost,
    conversionCost,
    depthCost,
    commission: 0,
    minimumCost: 0,
    financing: financingE4 / 1e4,
    entryPrice: trade.price,
    entryTsMs: trade.openTsMs,
    pl: plE4 / 1e4,
  })
  return plE4
}

/**
 * Profit in ten-thousandths of the quote currency. Ticks and units are whole numbers, so their product is exact and a half rounds
 * correctly; the difference of two floats would miss it.
 */
const quoteProfitE4 = (ex: Exchange, trade: Trade, units: number, price: number): number => {
  const priceScale = ex.priceScale[trade.k]!
  const unitScale = ex.unitScale[trade.k]!
  const ticks = Math.round(price * priceScale) - Math.round(trade.price * priceScale)
  const product = ticks * Math.round(-units * unitScale)
  const scale = priceScale * unitScale
  return scale >= 1e4 ? product / (scale / 1e4) : product * (1e4 / scale)
}

const openTrade = (ex: Exchange, id: number, units: number, terms: FillTerms): Trade => {
  const { order, price, fairPrice, depth, market } = terms
  const { k } = order
  const rate = midRate(ex, k)
  const trade: Trade = {
    id,
    k,
    openTsMs: market.tsMs,
    price,
    initialUnits: units,
    units,
    realizedE4: 0,
    financingE4: 0,
    financingTakenE4: 0,
    take: null,
    stop: null,
    trailing: null,
    clientExtensions: order.tradeClientExtensions,
    decisionTsMs: order.decisionTsMs,
    reason: order.reason,
    spreadCostPerUnit: ((market.ask - market.bid) / 2) * rate,
    slippageCostPerUnit: (Math.abs(price - fairPrice) - depth) * rate,
  }
  const depthCost = Math.abs(units) * depth * rate
  ex.trades[k]!.push(trade)
  ex.units[k] = addUnits(ex, k, ex.units[k]!, units)
  ex.fills.push({
    k,
    tradeId: id,
    opens: true,
    reason: order.reason,
    units,
    price,
    tsMs: market.tsMs,
    decisionTsMs: order.decisionTsMs,
    gross: depthCost,
    spreadCost: 0,
    slippageCost: 0,
    conversionCost: 0,
    depthCost,
    commission: 0,
    minimumCost: 0,
    financing: 0,
    entryPrice: price,
    entryTsMs: market.tsMs,
    pl: 0,
  })
  return trade
}

/** Removes closed trades and cancels the orders linked to them. */
const dropClosed = (ex: Exchange, k: number, fillId: number, tsMs: number): void => {
  const trades = ex.trades[k]!
  for (let n = 0; n < trades.length; ) {
    const trade = trades[n]!
    if (trade.units !== 0) {
      n++
      continue
    }
    unlink(ex, trade, fillId, tsMs)
    removeAt(trades, n)
  }
}

const unlink = (ex: Exchange, trade: Trade, fillId: number, tsMs: number): void => {
  const { take, stop, trailing } = trade
  if (take) cancelLinked(ex, take, trade, fillId, tsMs)
  if (stop) cancelLinked(ex, stop, trade, fillId, tsMs)
  if (trailing) cancelLinked(ex, trailing, trade, fillId, tsMs)
  const orders = ex.orders[trade.k]!
  for (let n = 0; n < orders.length; ) {
    if (orders[n]!.tradeId === trade.id) cancelLinked(ex, orders[n]!, trade, fillId, tsMs)
    else n++
  }
}

const cancelLinked = (ex: Exchange, order: Order, trade: Trade, fillId: number, tsMs: number): void =>
  cancel(
    ex,
    order,
    'LINKED_TRADE_CLOSED',
    tsMs,
    ex.config.keepLog ? { closedTradeID: String(trade.id), tradeCloseTransactionID: String(fillId) } : NO_FIELDS,
  )
