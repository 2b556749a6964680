/**
 * Matching of one instrument against a bar or a tick. Inside a bar the path is unknown, so the order of events is fixed and never kind:
 * what the open has passed fills at the open; market orders fill after it; then stops before takes over the whole range; then resting orders;
 * then the protection of what those opened. A tick is a bar whose four prices are one.
 */
import { REASON } from '../../model/codes.js'
import { onGrid, slippedPrice } from '../grid.js'
import { fill } from './fill.js'
import { cancel, expire } from './orders.js'
import { beginBatch } from './transactions.js'
import type { Exchange, MarketQuote, Order, Trade } from './types.js'

/** Both sides of one candle, and the market at which waiting market orders fill. */
export interface BidAskBar {
  bo: number
  bh: number
  bl: number
  bc: number
  ao: number
  ah: number
  al: number
  ac: number
  /** Sides when market orders fill. */
  bid: number
  ask: number
  openTsMs: number
  /** Time of market fills. */
  fillTsMs: number
  /** Close of the candle: the time of brackets and resting orders. */
  tsMs: number
}

export interface MatchOutcome {
  /** Cancel reason of the last refused increase; null where none was. */
  rejected: string | null
}

/** False where no bar or tick can do anything: no orders, and no protection on any trade. */
export const awaitsMarket = (ex: Exchange, k: number): boolean => {
  if (ex.orders[k]!.length > 0) return true
  const trades = ex.trades[k]!
  for (let n = 0; n < trades.length; n++) {
    const { take, stop, trailing } = trades[n]!
    if (take || stop || trailing) return true
  }
  return false
}

/** Runs instrument k through one bar; its last sides are those of the bar's close afterwards. */
export const matchBar = (ex: Exchange, k: number, bar: BidAskBar, outcome: MatchOutcome): void => {
  const trades = ex.trades[k]!
  const orders = ex.orders[k]!
  if (orders.length === 0 && isQuiet(trades, bar)) {
    ex.bid[k] = bar.bc
    ex.ask[k] = bar.ac
    return
  }
  expire(ex, k, bar.openTsMs)
  if (trades.length > 0) gaps(ex, k, bar)
  if (orders.length > 0) {
    restingAtOpen(ex, k, bar, outcome)
    marketOrders(ex, k, bar, outcome)
  }
  if (trades.length > 0) brackets(ex, k, bar, 0)
  if (orders.length > 0) {
    const newest = ex.lastTransactionId
    restingInRange(ex, k, bar, outcome)
    brackets(ex, k, bar, newest)
  }
  ex.bid[k] = bar.bc
  ex.ask[k] = bar.ac
  expire(ex, k, bar.tsMs)
}

/** Runs instrument k through one tick: the caller has set `homeRate` where the quote currency is not home. */
export const matchQuote = (ex: Exchange, k: number, bid: number, ask: number, tsMs: number): MatchOutcome => {
  const outcome: MatchOutcome = { rejected: null }
  const bar: BidAskBar = {
    bo: bid,
    bh: bid,
    bl: bid,
    bc: bid,
    ao: ask,
    ah: ask,
    al: ask,
    ac: ask,
    bid,
    ask,
    openTsMs: tsMs,
    fillTsMs: tsMs,
    tsMs,
  }
  matchBar(ex, k, bar, outcome)
  return outcome
}

/** The common case, in one pass: the bar reaches no protection, moves no trailing stop and ends nothing. */
const isQuiet = (trades: readonly Trade[], bar: BidAskBar): boolean => {
  for (let n = 0; n < trades.length; n++) {
    const { units, take, stop, trailing } = trades[n]!
    if (trailing) return false
    const long = units > 0
    if (stop && !(long ? stop.price < bar.bl && stop.price < bar.bo : stop.price > bar.ah && stop.price > bar.ao))
      return false
    if (take && !(long ? take.price > bar.bh && take.price > bar.bo : take.price < bar.al && take.price < bar.ao))
      return false
    if ((stop && bar.tsMs >= stop.gtdTsMs) || (take && bar.tsMs >= take.gtdTsMs)) return false
  }
  return true
}

const at = (bid: number, ask: number, tsMs: number): MarketQuote => ({ bid, ask, tsMs })

/** The next of a list that rises by id: fills and cancels take members out while it is walked. */
const nextAfter = <T extends { readonly id: number }>(list: readonly T[], id: number): T | null => {
  for (let n = 0; n < list.length; n++) if (list[n]!.id > id) return list[n]!
  return null
}

/** A bracket that the open has already passed fills at the open: stops slipped, takes not. */
const gaps = (ex: Exchange, k: number, bar: BidAskBar): void => {
  const trades = ex.trades[k]!
  for (let trade = nextAfter(trades, 0); trade; trade = nextAfter(trades, trade.id)) {
    const long = trade.units > 0
    const open = long ? bar.bo : bar.ao
    const stop = stopOf(trade)
    if (stop && (long ? open <= stop.level : open >= stop.level))
      close(ex, trade, stop.order, open, at(bar.bo, bar.ao, bar.tsMs))
    else if (trade.take && (long ? open >= trade.take.price : open <= trade.take.price))
      close(ex, trade, trade.take, open, at(bar.bo, bar.ao, bar.tsMs))
  }
}

/** Where stop and take lie both inside the range the stop fills. Only trades newer than `afterId`. */
const brackets = (ex: Exchange, k: number, bar: BidAskBar, afterId: number): void => {
  const trades = ex.trades[k]!
  for (let trade = nextAfter(trades, afterId); trade; trade = nextAfter(trades, trade.id)) {
    const long = trade.units > 0
    const worst = long ? bar.bl : bar.ah
    const best = long ? bar.bh : bar.al
    const stop = stopOf(trade)
    if (stop && (long ? worst <= stop.level : worst >= stop.level))
      close(ex, trade, stop.order, stop.level, at(bar.bc, bar.ac, bar.tsMs))
    else if (trade.take && (long ? best >= trade.take.price : best <= trade.take.price))
      close(ex, trade, trade.take, trade.take.price, at(bar.bc, bar.ac, bar.tsMs))
    else if (trade.trailing) trail(ex, trade, trade.trailing, best, bar)
  }
}

/** Moves with the best price only after the bar was tested against the level before it; a close behind the new level must have crossed it. */
const trail = (ex: Exchange, trade: Trade, order: Order, best: number, bar: BidAskBar): void => {
  const long = trade.units > 0
  const level = onGrid(long ? best - order.distance : best + order.distance, ex.priceScale[trade.k]!)
  // NaN: the first price it sees.
  if (!(long ? level <= order.trail : level >= order.trail)) order.trail = level
  if (long ? bar.bc <= order.trail : bar.ac >= order.trail)
    close(ex, trade, order, order.trail, at(bar.bc, bar.ac, bar.tsMs))
}

/** The nearer of stop and trailing stop. */
const stopOf = (trade: Trade): { readonly order: Order; readonly level: number } | null => {
  const { stop, trailing } = trade
  if (!trailing || Number.isNaN(trailing.trail)) return stop && { order: stop, level: stop.price }
  const nearer = !stop || (trade.units > 0 ? trailing.trail > stop.price : trailing.trail < stop.price)
  return nearer ? { order: trailing, level: trailing.trail } : { order: stop, level: stop.price }
}

/** A bracket closes its whole trade. */
const close = (ex: Exchange, trade: Trade, order: Order, fairPrice: number, market: MarketQuote): void => {
  const buy = trade.units < 0
  const takes = order.type === 'TAKE_PROFIT'
  const price = slippedPrice(fairPrice, takes ? 0 : ex.config.slippageBps, ex.priceScale[trade.k]!, buy)
  const dated = { ...order, decisionTsMs: market.tsMs }
  detach(trade, order)
  fill(ex, {
    order: dated,
    units: -trade.units,
    price,
    fairPrice,
    market,
    reason: takes ? REASON.take : REASON.stop,
  })
}

/** The bracket that fills must not be cancelled as the linked order of its own trade. */
const detach = (trade: Trade, order: Order): void => {
  if (trade.take === order) trade.take = null
  else if (trade.stop === order) trade.stop = null
  else trade.trailing = null
}

const isImmediate = (order: Order): boolean => order.timeInForce === 'FOK' || order.timeInForce === 'IOC'

/** Resting orders that the open has passed fill there. */
const restingAtOpen = (ex: Exchange, k: number, bar: BidAskBar, outcome: MatchOutcome): void => {
  const orders = ex.orders[k]!
  for (let order = nextAfter(orders, 0); order; order = nextAfter(orders, order.id)) {
    if (isImmediate(order)) continue
    const open = order.units > 0 ? bar.ao : bar.bo
    if (reached(order, open, open, open)) fillAt(ex, order, open, at(bar.bo, bar.ao, bar.tsMs), outcome)
  }
}

/** Market orders and immediate ones: reductions first, then in order of arrival. */
const marketOrders = (ex: Exchange, k: number, bar: BidAskBar, outcome: MatchOutcome): void => {
  const orders = ex.orders[k]!
  for (let pass = 0; pass < 2; pass++) {
    for (let order = nextAfter(orders, 0); order; order = nextAfter(orders, order.id)) {
      if (!isImmediate(order) || (order.positionFill === 'REDUCE_ONLY') !== (pass === 0)) continue
      const price = order.units > 0 ? bar.ask : bar.bid
      const market = at(bar.bid, bar.ask, bar.fillTsMs)
      if (order.type === 'MARKET' || reached(order, price, price, price)) fillAt(ex, order, price, market, outcome)
      else {
        if (order.batch !== ex.batch || bar.fillTsMs !== ex.batchTsMs) beginBatch(ex, bar.fillTsMs)
        cancel(ex, order, 'TIME_IN_FORCE_EXPIRED', bar.fillTsMs)
        outcome.rejected = 'TIME_IN_FORCE_EXPIRED'
      }
    }
  }
}

const restingInRange = (ex: Exchange, k: number, bar: BidAskBar, outcome: MatchOutcome): void => {
  const orders = ex.orders[k]!
  for (let order = nextAfter(orders, 0); order; order = nextAfter(orders, order.id)) {
    const buy = order.units > 0
    if (reached(order, buy ? bar.ao : bar.bo, buy ? bar.al : bar.bl, buy ? bar.ah : bar.bh))
      fillAt(ex, order, order.price, at(bar.bc, bar.ac, bar.tsMs), outcome)
  }
}

/** True where prices from `low` to `high` on the order's own side trigger it. */
const reached = (order: Order, open: number, low: number, high: number): boolean => {
  const { price } = order
  const buy = order.units > 0
  if (order.type === 'LIMIT') return buy ? low <= price : high >= price
  if (order.type === 'STOP') return buy ? high >= price : low <= price
  // Market if touched: from whichever side the market was when the order came.
  const from = Number.isNaN(order.initialPrice) ? open : order.initialPrice
  return from >= price ? low <= price : high >= price
}

/** Limits fill at their price or better; all others slip. */
const fillAt = (ex: Exchange, order: Order, fairPrice: number, market: MarketQuote, outcome: MatchOutcome): void => {
  const buy = order.units > 0
  const { k } = order
  const slippageBps = order.type === 'LIMIT' ? 0 : ex.config.slippageBps
  const price = slippedPrice(fairPrice, slippageBps, ex.priceScale[k]!, buy)
  const refused = fill(ex, { order, units: order.units, price, fairPrice, market, reason: order.reason })
  if (refused && order.positionFill !== 'REDUCE_ONLY') outcome.rejected = refused
}
