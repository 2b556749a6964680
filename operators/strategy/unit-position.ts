/**
 * The shadow's exchange: one position per instrument on unit notional, filled by the rules of the exchange engine, without an
 * account.
 */
import { REASON } from '../../model/codes.js'
import { depthUnits } from '../exchange/terms/depth.js'
import { onGrid, roundAgainst } from '../grid.js'
import type { Observation } from './observation.js'
import { legBps, minimumBps, type UnitQuotes } from './unit-charge.js'
import type { ClosedTrade } from './closed-columns.js'
import { createPaidAtEntry, type PaidAtEntry, payEntry, splitCosts } from './unit-costs.js'
import { type BidAskColumns, half, resting, taken, takenDelayed, type UnitFill, type UnitTerms } from './unit-fill.js'
import { MINUTE_MS } from '../../lib/time-units.js'

/** Positions and waiting orders, by instrument. NaN = none. */
export interface UnitMemory extends PaidAtEntry {
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
export interface UnitPositions extends UnitMemory {
  readonly terms: UnitTerms
  /** The fill that is being made. */
  readonly fill: UnitFill
  /** Of the trade that closed last. */
  readonly closed: ClosedTrade
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
    ...createPaidAtEntry(count),
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
    close(p, k, takenDelayed(p, k, candle, i, p.units[k]!, buy), p.exitReason[k]!, p.exitTsMs[k]!, seen, quotes)
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
  const stopped = side * (price - p.stopPrice[k]!) <= 0
  if (!stopped && !(side * (price - p.takePrice[k]!) >= 0)) return
  const halfSpread = half(candle.bo[i]!, candle.ao[i]!)
  const fill = stopped
    ? taken(p, k, price, p.units[k]!, buy, halfSpread)
    : resting(p, roundAgainst(price, p.terms.priceScale[k]!, buy), price, halfSpread)
  close(p, k, fill, stopped ? REASON.stop : REASON.take, seen.tsMs, seen, quotes)
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
  const stopped = side * (worst - stop) <= 0
  if (!stopped && !(side * (best - take) >= 0)) return
  const halfSpread = half(candle.bc[i]!, candle.ac[i]!)
  const fill = stopped ? taken(p, k, stop, p.units[k]!, side < 0, halfSpread) : resting(p, take, take, halfSpread)
  close(p, k, fill, stopped ? REASON.stop : REASON.take, seen.tsMs, seen, quotes)
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
  const fill = takenDelayed(p, k, candle, i, units, buy)
  const { price, worst, depth } = fill
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
  payEntry(p, k, fill)
  p.stopPrice[k] = stop
  p.takePrice[k] = take
  seen.entryFilled = 1
  seen.entryDecisionTsMs = p.orderTsMs[k]!
}

const close = (
  p: UnitPositions,
  k: number,
  fill: UnitFill,
  reason: number,
  decisionTsMs: number,
  seen: Observation,
  quotes: UnitQuotes,
): void => {
  const { price, depth } = fill
  const entry = p.entryPrice[k]!
  const units = p.units[k]!
  const { commission } = p.terms
  const paid = commission === null ? 0 : legBps(commission, k, units, entry, false, quotes)
  const least = commission === null ? 0 : minimumBps(commission, k, units, entry, false, quotes)
  const tradeBps = ((p.side[k]! * (price - entry)) / entry) * 1e4 - p.paidBps[k]! - paid
  p.closed.side = p.side[k]!
  p.closed.entryTsMs = p.entryTsMs[k]!
  p.closed.tradeBps = tradeBps
  p.closed.comparedBps = tradeBps + (p.sizeBps[k]! + (depth / entry) * 1e4 + least)
  splitCosts(p.closed, p, k, fill, entry, p.paidBps[k]! + paid)
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
