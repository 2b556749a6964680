/**
 * The shadow's exchange: one position per instrument on unit notional, filled by the rules of the exchange engine, without an
 * account.
 */
import { REASON } from '../../model/codes.js'
import type { CommissionTerms } from '../exchange/terms/commission.js'
import { type DepthLevels, depthUnits } from '../exchange/terms/depth.js'
import { type TakenPrice, takenPrice } from '../exchange/terms/taken-price.js'
import { onGrid, roundAgainst } from '../grid.js'
import type { Observation } from './observation.js'
import { legBps, minimumBps, type UnitQuotes } from './unit-charge.js'
import { MINUTE_MS } from '../../lib/time-units.js'

/** Positions and waiting orders, by instrument. NaN = none. */
export interface UnitMemory {
  readonly side: Int32Array
  readonly entryPrice: Float64Array
  readonly entryTsMs: Float64Array
  /** Size of the position as an order at the broker, NaN while a rate is unknown; and what its entry paid, bps of its notional. */
  readonly units: Float64Array
  readonly paidBps: Float64Array
  /** The part of it that a position of another size would not pay: depth (not in paidBps, but in the price) and minimum commission. */
  readonly sizeBps: Float64Array
  readonly stopPrice: Float64Array
  readonly takePrice: Float64Array
  /** The entry waiting for a price: side (0 = none), decision time, and terms. */
  readonly orderSide: Int32Array
  readonly orderUnits: Float64Array
  readonly orderTsMs: Float64Array
  readonly priceBound: Float64Array
  readonly stopDistance: Float64Array
  readonly takeDistance: Float64Array
  /** The exit waiting for a price: decision time and reason. */
  readonly exitTsMs: Float64Array
  readonly exitReason: Uint8Array
}
export interface UnitTerms {
  /** Market orders fill this fraction of a minute after the open. */
  readonly fillDelay: number
  readonly slippageBps: number
  /** An entry without a price is dropped after this; Infinity = never. */
  readonly maxAgeMs: number
  /** 10^displayPrecision, by instrument. */
  readonly priceScale: Float64Array
  readonly levels: DepthLevels | null
  readonly commission: CommissionTerms | null
}
export interface UnitPositions extends UnitMemory {
  readonly terms: UnitTerms
  /** Of the trade that closed last, bps of entry notional: its net result, and that without the costs of its size. */
  readonly closed: { tradeBps: number; comparedBps: number }
}

/** Bid and ask columns of the candles. */
export interface BidAskColumns {
  readonly bo: Float64Array
  readonly bh: Float64Array
  readonly bl: Float64Array
  readonly bc: Float64Array
  readonly ao: Float64Array
  readonly ah: Float64Array
  readonly al: Float64Array
  readonly ac: Float64Array
}

export const createUnitMemory = (count: number): UnitMemory => {
  const nan = () => new Float64Array(count).fill(Number.NaN)
  return {
    side: new Int32Array(count),
    entryPrice: nan(),
    entryTsMs: nan(),
    units: nan(),
    paidBps: new Float64Array(count),
    sizeBps: new Float64Array(count),
    stopPrice: nan(),
    takePrice: nan(),
    orderSide: new Int32Array(count),
    orderUnits: nan(),
    orderTsMs: nan(),
    priceBound: nan(),
    stopDistance: nan(),
    takeDistance: nan(),
    exitTsMs: nan(),
    exitReason: new Uint8Array(count),
  }
}

/**
 * Runs instrument k through candle i: brackets that the open has passed, waiting orders at the fill delay, brackets over the
 * whole range. Writes the fills into `seen`, and the result of a closed trade into `p.closed`. `quotes`: of the slice.
 */
export const matchUnit = (
  p: UnitPositions,
  k: number,
  candle: BidAskColumns,
  i: number,
  seen: Observation,
  quotes: UnitQuotes,
): void => {
  if (p.side[k] !== 0) atOpen(p, k, candle, i, seen, quotes)
  if (p.side[k] !== 0 && !Number.isNaN(p.exitTsMs[k]!)) {
    const buy = p.side[k]! < 0
    const fair = buy ? delayed(p, candle.ao, candle.ac, i) : delayed(p, candle.bo, candle.bc, i)
    close(p, k, taken(p, k, fair, p.units[k]!, buy), p.exitReason[k]!, p.exitTsMs[k]!, seen, quotes)
  } else if (p.orderSide[k] !== 0) open(p, k, candle, i, seen, quotes)
  if (p.side[k] !== 0) inRange(p, k, candle, i, seen, quotes)
}

/**
 * An entry may fill until the slice at its age limit; after that, or at the limit without a candle, it is dropped. An exit keeps
 * waiting.
 */
export const expireUnit = (p: UnitPositions, k: number, tsMs: number, present: boolean): void => {
  if (p.orderSide[k] === 0) return
  const ageMs = tsMs - p.orderTsMs[k]!
  if (!(present ? ageMs <= p.terms.maxAgeMs : ageMs < p.terms.maxAgeMs)) p.orderSide[k] = 0
}

const delayed = ({ terms }: UnitPositions, opens: Float64Array, closes: Float64Array, i: number): number =>
  opens[i]! + (closes[i]! - opens[i]!) * terms.fillDelay

/** A market or stop fill. Without a rate to home the size is unknown, and the best price is good for it. */
const taken = ({ terms }: UnitPositions, k: number, fair: number, units: number, buy: boolean): TakenPrice => {
  const { slippageBps, levels, priceScale } = terms
  return takenPrice(fair, units, buy, slippageBps, units > 0 ? levels : null, priceScale[k]!)
}

/** Takes neither slip nor need depth. */
const resting = (price: number): TakenPrice => ({ price, worst: price, depth: 0 })

/** Comparisons with an unset bracket (NaN) are false. */
const atOpen = (
  p: UnitPositions,
  k: number,
  candle: BidAskColumns,
  i: number,
  seen: Observation,
  quotes: UnitQuotes,
): void => {
  const side = p.side[k]!
  const buy = side < 0
  const price = buy ? candle.ao[i]! : candle.bo[i]!
  if (side * (price - p.stopPrice[k]!) <= 0)
    close(p, k, taken(p, k, price, p.units[k]!, buy), REASON.stop, seen.tsMs, seen, quotes)
  else if (side * (price - p.takePrice[k]!) >= 0)
    close(p, k, resting(roundAgainst(price, p.terms.priceScale[k]!, buy)), REASON.take, seen.tsMs, seen, quotes)
}

/** If both brackets lie inside the range, the stop wins. */
const inRange = (
  p: UnitPositions,
  k: number,
  candle: BidAskColumns,
  i: number,
  seen: Observation,
  quotes: UnitQuotes,
): void => {
  const side = p.side[k]!
  const worst = side > 0 ? candle.bl[i]! : candle.ah[i]!
  const best = side > 0 ? candle.bh[i]! : candle.al[i]!
  const stop = p.stopPrice[k]!
  const take = p.takePrice[k]!
  if (side * (worst - stop) <= 0)
    close(p, k, taken(p, k, stop, p.units[k]!, side < 0), REASON.stop, seen.tsMs, seen, quotes)
  else if (side * (best - take) >= 0) close(p, k, resting(take), REASON.take, seen.tsMs, seen, quotes)
}

/** Opens the waiting entry, or drops it if it is beyond its bound or one of its brackets would already be passed. */
const open = (
  p: UnitPositions,
  k: number,
  candle: BidAskColumns,
  i: number,
  seen: Observation,
  quotes: UnitQuotes,
): void => {
  const side = p.orderSide[k]!
  const buy = side > 0
  const { terms } = p
  const scale = terms.priceScale[k]!
  const units = p.orderUnits[k]!
  p.orderSide[k] = 0
  const fair = buy ? delayed(p, candle.ao, candle.ac, i) : delayed(p, candle.bo, candle.bc, i)
  const { price, worst, depth } = taken(p, k, fair, units, buy)
  const stop = onGrid(price - side * p.stopDistance[k]!, scale)
  const take = onGrid(price + side * p.takeDistance[k]!, scale)
  if (side * (worst - p.priceBound[k]!) > 0 || side * (price - stop) <= 0 || side * (take - price) <= 0) return
  if (units > depthUnits(terms.levels)) return
  const { commission } = terms
  const paidBps = commission === null ? 0 : legBps(commission, k, units, price, true, quotes)
  // Like the exchange: without a rate for the commission nothing is opened.
  if (Number.isNaN(paidBps)) return
  p.side[k] = side
  p.entryPrice[k] = price
  p.entryTsMs[k] = seen.tsMs - MINUTE_MS + terms.fillDelay * MINUTE_MS
  p.units[k] = units
  p.paidBps[k] = paidBps
  const least = commission === null ? 0 : minimumBps(commission, k, units, price, true, quotes)
  p.sizeBps[k] = (depth / price) * 1e4 + least
  p.stopPrice[k] = stop
  p.takePrice[k] = take
  seen.entryFilled = 1
  seen.entryDecisionTsMs = p.orderTsMs[k]!
}

const close = (
  p: UnitPositions,
  k: number,
  { price, depth }: TakenPrice,
  reason: number,
  decisionTsMs: number,
  seen: Observation,
  quotes: UnitQuotes,
): void => {
  const entry = p.entryPrice[k]!
  const units = p.units[k]!
  const { commission } = p.terms
  const paid = commission === null ? 0 : legBps(commission, k, units, entry, false, quotes)
  const least = commission === null ? 0 : minimumBps(commission, k, units, entry, false, quotes)
  const tradeBps = ((p.side[k]! * (price - entry)) / entry) * 1e4 - p.paidBps[k]! - paid
  p.closed.tradeBps = tradeBps
  p.closed.comparedBps = tradeBps + (p.sizeBps[k]! + (depth / entry) * 1e4 + least)
  p.side[k] = 0
  p.entryPrice[k] = Number.NaN
  p.entryTsMs[k] = Number.NaN
  p.units[k] = Number.NaN
  p.paidBps[k] = 0
  p.sizeBps[k] = 0
  p.exitTsMs[k] = Number.NaN
  seen.exitFill = reason
  seen.exitDecisionTsMs = decisionTsMs
}
