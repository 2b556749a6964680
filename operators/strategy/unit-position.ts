/**
 * The shadow's exchange: one position per instrument on unit notional, filled by the rules of the exchange engine, without an
 * account.
 */
import { REASON } from '../../model/codes.js'
import { onGrid, roundAgainst, slippedPrice } from '../grid.js'
import type { Observation } from './observation.js'
import { MINUTE_MS } from '../../lib/time-units.js'

/** Positions and waiting orders, by instrument. NaN = none. */
export interface UnitMemory {
  readonly side: Int32Array
  readonly entryPrice: Float64Array
  readonly entryTsMs: Float64Array
  readonly stopPrice: Float64Array
  readonly takePrice: Float64Array
  /** The entry waiting for a price: side (0 = none), decision time, and terms. */
  readonly orderSide: Int32Array
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
}
export interface UnitPositions extends UnitMemory {
  readonly terms: UnitTerms
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
    stopPrice: nan(),
    takePrice: nan(),
    orderSide: new Int32Array(count),
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
 * whole range. Writes the fills into `seen` and returns the net result of a closed trade, bps of entry notional, NaN without one.
 */
export const matchUnit = (p: UnitPositions, k: number, candle: BidAskColumns, i: number, seen: Observation): number => {
  let tradeBps = Number.NaN
  if (p.side[k] !== 0) tradeBps = atOpen(p, k, candle, i, seen)
  if (p.side[k] !== 0 && !Number.isNaN(p.exitTsMs[k]!)) {
    const buy = p.side[k]! < 0
    const price = slipped(
      p.terms,
      k,
      buy ? delayed(p, candle.ao, candle.ac, i) : delayed(p, candle.bo, candle.bc, i),
      buy,
    )
    tradeBps = close(p, k, price, p.exitReason[k]!, p.exitTsMs[k]!, seen)
  } else if (p.orderSide[k] !== 0) open(p, k, candle, i, seen)
  return p.side[k] === 0 ? tradeBps : inRange(p, k, candle, i, seen)
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

const slipped = ({ slippageBps, priceScale }: UnitTerms, k: number, price: number, buy: boolean): number =>
  slippedPrice(price, slippageBps, priceScale[k]!, buy)

/** Stops slip, takes do not. Comparisons with an unset bracket (NaN) are false. */
const atOpen = (p: UnitPositions, k: number, candle: BidAskColumns, i: number, seen: Observation): number => {
  const side = p.side[k]!
  const price = side > 0 ? candle.bo[i]! : candle.ao[i]!
  if (side * (price - p.stopPrice[k]!) <= 0)
    return close(p, k, slipped(p.terms, k, price, side < 0), REASON.stop, seen.tsMs, seen)
  if (side * (price - p.takePrice[k]!) >= 0)
    return close(p, k, roundAgainst(price, p.terms.priceScale[k]!, side < 0), REASON.take, seen.tsMs, seen)
  return Number.NaN
}

/** If both brackets lie inside the range, the stop wins. */
const inRange = (p: UnitPositions, k: number, candle: BidAskColumns, i: number, seen: Observation): number => {
  const side = p.side[k]!
  const worst = side > 0 ? candle.bl[i]! : candle.ah[i]!
  const best = side > 0 ? candle.bh[i]! : candle.al[i]!
  const stop = p.stopPrice[k]!
  const take = p.takePrice[k]!
  if (side * (worst - stop) <= 0) return close(p, k, slipped(p.terms, k, stop, side < 0), REASON.stop, seen.tsMs, seen)
  if (side * (best - take) >= 0) return close(p, k, take, REASON.take, seen.tsMs, seen)
  return Number.NaN
}

/** Opens the waiting entry, or drops it if it is beyond its bound or one of its brackets would already be passed. */
const open = (p: UnitPositions, k: number, candle: BidAskColumns, i: number, seen: Observation): void => {
  const side = p.orderSide[k]!
  const buy = side > 0
  const scale = p.terms.priceScale[k]!
  p.orderSide[k] = 0
  const fair = buy ? delayed(p, candle.ao, candle.ac, i) : delayed(p, candle.bo, candle.bc, i)
  const price = slipped(p.terms, k, fair, buy)
  const stop = onGrid(price - side * p.stopDistance[k]!, scale)
  const take = onGrid(price + side * p.takeDistance[k]!, scale)
  if (side * (price - p.priceBound[k]!) > 0 || side * (price - stop) <= 0 || side * (take - price) <= 0) return
  p.side[k] = side
  p.entryPrice[k] = price
  p.entryTsMs[k] = seen.tsMs - MINUTE_MS + p.terms.fillDelay * MINUTE_MS
  p.stopPrice[k] = stop
  p.takePrice[k] = take
  seen.entryFilled = 1
  seen.entryDecisionTsMs = p.orderTsMs[k]!
}

const close = (
  p: UnitPositions,
  k: number,
  price: number,
  reason: number,
  decisionTsMs: number,
  seen: Observation,
): number => {
  const entry = p.entryPrice[k]!
  const tradeBps = ((p.side[k]! * (price - entry)) / entry) * 1e4
  p.side[k] = 0
  p.entryPrice[k] = Number.NaN
  p.entryTsMs[k] = Number.NaN
  p.exitTsMs[k] = Number.NaN
  seen.exitFill = reason
  seen.exitDecisionTsMs = decisionTsMs
  return tradeBps
}
