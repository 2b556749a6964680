/** How the shadow's orders fill: the price, what it was without slippage and depth, and the spread it was taken at. */
import type { CommissionTerms } from '../exchange/terms/commission.js'
import type { DepthLevels } from '../exchange/terms/depth.js'
import { type TakenPrice, takePrice } from '../exchange/terms/taken-price.js'

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

/** A fill of the shadow. One object is reused throughout: a sweep makes millions. */
export interface UnitFill extends TakenPrice {
  /** Price before slippage, rounding and depth. */
  fair: number
  /** Half the spread of the quote that it filled at, price units, never negative. */
  halfSpread: number
}

export const createUnitFill = (): UnitFill => ({
  price: Number.NaN,
  worst: Number.NaN,
  depth: Number.NaN,
  fair: Number.NaN,
  halfSpread: Number.NaN,
})

interface Filling {
  readonly terms: UnitTerms
  readonly fill: UnitFill
}

const delayed = ({ terms }: Filling, opens: Float64Array, closes: Float64Array, i: number): number =>
  opens[i]! + (closes[i]! - opens[i]!) * terms.fillDelay

/** A market or stop fill. Without a rate to home the size is unknown, and the best price is good for it. */
export const taken = (
  { terms, fill }: Filling,
  k: number,
  fair: number,
  units: number,
  buy: boolean,
  halfSpread: number,
): UnitFill => {
  const { slippageBps, levels, priceScale } = terms
  takePrice(fill, fair, units, buy, slippageBps, units > 0 ? levels : null, priceScale[k]!)
  fill.fair = fair
  fill.halfSpread = halfSpread
  return fill
}

/** A market fill at the delay. */
export const takenDelayed = (
  p: Filling,
  k: number,
  candle: BidAskColumns,
  i: number,
  units: number,
  buy: boolean,
): UnitFill => {
  const bid = delayed(p, candle.bo, candle.bc, i)
  const ask = delayed(p, candle.ao, candle.ac, i)
  return taken(p, k, buy ? ask : bid, units, buy, half(bid, ask))
}

/** Takes neither slip nor need depth. */
export const resting = ({ fill }: Filling, price: number, fair: number, halfSpread: number): UnitFill => {
  fill.price = price
  fill.worst = price
  fill.depth = 0
  fill.fair = fair
  fill.halfSpread = halfSpread
  return fill
}

export const half = (bid: number, ask: number): number => Math.max(0, (ask - bid) / 2)
