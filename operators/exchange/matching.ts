/**
 * Matches one instrument against a bar or a tick. The path inside a bar is unknown, so events have a fixed, pessimistic order:
 * 1. whatever the open has passed fills at the open;
 * 2. market orders;
 * 3. stops before takes, over the whole range;
 * 4. resting orders;
 * 5. protection of the trades that those opened.
 * A tick is a bar whose four prices are equal.
 */
import { REASON } from '../../model/codes.js'
import { onGrid } from '../grid.js'
import { remove } from './book.js'
import { fill } from './fill.js'
import { cancel, expire } from './orders.js'
import { depthUnits } from './terms/depth.js'
import { takenAt } from './terms/taken-price.js'
import { beginBatch } from './transactions.js'
import type { Exchange, MarketQuote, Order, Trade } from './types.js'

/** Both sides of one candle, and the market in which pending market orders fill. */
export interface BidAskBar {
  bo: number
  bh: number
  bl: number
  bc: number
  ao: number
  ah: number
  al: number
  ac: number
  /** Bid and ask for market orders. */
  bid: number
  ask: number
  openTsMs: number
  /** Time of market fills. */
  fillTsMs: number
  /** Close of the candle: the time of bracket and resting fills. */
  tsMs: number
}

export interface MatchOutcome {
  /** Cancel reason of the last refused increase, or null. */
  rejected: string | null
}

/** False if no bar or tick can have an effect: no orders, and no protection on any trade. */
export const awaitsMarket = (ex: Exchange, k: number): boolean => {
  if (ex.orders[k]!.length > 0) return true
  const trades = ex.trades[k]!
  for (let n = 0; n < trades.length; n++) {
    const { take, stop, trailing } = trades[n]!
    if (take || stop || trailing) return true
  }
  return false
}

/** Runs instrument k through one bar. Afterwards its last bid and ask are those of the bar's close. */
export const matchBar = (ex: Exchange, k: number, bar: BidAskBar, outcome: MatchOutcome): void => {
  const trades = ex.trades[k]!
  const orders = ex.orders[k]!
  if (orders.length === 0 && isQuiet(trades, bar)) {
    ex.bid[k] = bar.bc
    ex.ask[k] = bar.ac
    return
  }
  expire(ex, k, bar.openTsMs)
  if (trades.length > 0) fillGaps(ex, k, bar)
  if (orders.length > 0) {
    fillRestingAtOpen(ex, k, bar, outcome)
    fillMarketOrders(ex, k, bar, outcome)
  }
  if (trades.length > 0) fillBrackets(ex, k, bar, 0)
  if (orders.length > 0) {
    const newest = ex.lastTransactionId
    fillRestingInRange(ex, k, bar, outcome)
    fillBrackets(ex, k, bar, newest)
  }
  ex.bid[k] = bar.bc
  ex.ask[k] = bar.ac
  expire(ex, k, bar.tsMs)
}

/** Runs instrument k through one tick. If the quote currency is not home, the caller has set `homeRate`. */
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

/** The common case, in one pass: the bar reaches no protection, moves no trailing stop and expires nothing. */
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

/** The next entry of a list in order of id. Fills and cancels remove entries during the walk. */
const nextAfter = <T extends { readonly id: number }>(list: readonly T[], id: number): T | null => {
  for (let n = 0; n < list.length; n++) if (list[n]!.id > id) return list[n]!
  return null
}

/** Fills brackets that the open has already passed, at the open: stops slip, takes do not. */
const fillGaps = (ex: Exchange, k: number, bar: BidAskBar): void => {
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

/** Fills brackets within the range; if both stop and take lie inside, the stop wins. Only trades newer than `afterId`. */
const fillBrackets = (ex: Exchange, k: number, bar: BidAskBar, afterId: number): void => {
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

/** Follows the best price, but only after the bar was tested against the old level. A close beyond the new level has crossed it. */
const trail = (ex: Exchange, trade: Trade, order: Order, best: number, bar: BidAskBar): void => {
  const long = trade.units > 0
  const level = onGrid(long ? best - order.distance : best + order.distance, ex.priceScale[trade.k]!)
  // NaN before the first price.
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
  const { price, worst, depth } = takenAt(ex, trade.k, fairPrice, Math.abs(trade.units), buy, takes)
  const reason = takes ? REASON.take : REASON.stop
  const dated = { ...order, decisionTsMs: market.tsMs }
  // First, so that its own fill does not cancel it as a linked order.
  remove(ex, order)
  fill(ex, { order: dated, units: -trade.units, price, worst, depth, fairPrice, market, reason })
}

const isImmediate = (order: Order): boolean => order.timeInForce === 'FOK' || order.timeInForce === 'IOC'

/** Fills resting orders that the open has passed, at the open. */
const fillRestingAtOpen = (ex: Exchange, k: number, bar: BidAskBar, outcome: MatchOutcome): void => {
  const orders = ex.orders[k]!
  for (let order = nextAfter(orders, 0); order; order = nextAfter(orders, order.id)) {
    if (isImmediate(order)) continue
    const open = order.units > 0 ? bar.ao : bar.bo
    if (reached(order, open, open, open)) fillAt(ex, order, open, at(bar.bo, bar.ao, bar.tsMs), outcome)
  }
}

/** Fills market and immediate orders: reductions first, then in order of arrival. */
const fillMarketOrders = (ex: Exchange, k: number, bar: BidAskBar, outcome: MatchOutcome): void => {
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

const fillRestingInRange = (ex: Exchange, k: number, bar: BidAskBar, outcome: MatchOutcome): void => {
  const orders = ex.orders[k]!
  for (let order = nextAfter(orders, 0); order; order = nextAfter(orders, order.id)) {
    const buy = order.units > 0
    if (reached(order, buy ? bar.ao : bar.bo, buy ? bar.al : bar.bl, buy ? bar.ah : bar.bh))
      fillAt(ex, order, order.price, at(bar.bc, bar.ac, bar.tsMs), outcome)
  }
}

/** True if prices from `low` to `high` on the order's own side trigger it. */
const reached = (order: Order, open: number, low: number, high: number): boolean => {
  const { price } = order
  const buy = order.units > 0
  if (order.type === 'LIMIT') return buy ? low <= price : high >= price
  if (order.type === 'STOP') return buy ? high >= price : low <= price
  // Market if touched: triggers from the side on which the market was when the order arrived.
  const from = Number.isNaN(order.initialPrice) ? open : order.initialPrice
  return from >= price ? low <= price : high >= price
}

/** Limits fill at their price or better; all others slip and take what the market offers. IOC fills at most that. */
const fillAt = (ex: Exchange, order: Order, fairPrice: number, market: MarketQuote, outcome: MatchOutcome): void => {
  const buy = order.units > 0
  const rests = order.type === 'LIMIT'
  const whole = Math.abs(order.units)
  const partly = order.timeInForce === 'IOC' && order.positionFill !== 'REDUCE_ONLY' && !rests
  const size = partly ? Math.min(whole, depthUnits(ex.depth)) : whole
  const { price, worst, depth } = takenAt(ex, order.k, fairPrice, size, buy, rests)
  const units = buy ? size : -size
  const refused = fill(ex, { order, units, price, worst, depth, fairPrice, market, reason: order.reason })
  if (refused && order.positionFill !== 'REDUCE_ONLY') outcome.rejected = refused
}
