/** The price of a fill that takes what the market offers: slippage first, then depth. */
import { roundAgainst, slippedPrice } from '../../grid.js'
import type { Exchange } from '../types.js'
import { type DepthLevels, meanTicks, worstTicks } from './depth.js'

export interface TakenPrice {
  /** Weighted by the units taken from each level. */
  price: number
  /** Of the worst level taken. */
  worst: number
  /** What depth adds to the price of one unit, quote currency, positive. */
  depth: number
}

/** In the market of an account. What rests at a price of its own neither slips nor takes levels. */
export const takenAt = (
  ex: Exchange,
  k: number,
  fair: number,
  size: number,
  buy: boolean,
  rests: boolean,
): TakenPrice =>
  takenPrice(fair, size, buy, rests ? 0 : ex.config.slippageBps, rests ? null : ex.depth, ex.priceScale[k]!)

/** `fair`: the best price without slippage; `scale`: 10^decimals of the price. Rounded against us. */
export const takenPrice = (
  fair: number,
  size: number,
  buy: boolean,
  slippageBps: number,
  levels: DepthLevels | null,
  scale: number,
): TakenPrice => {
  const taken = { price: Number.NaN, worst: Number.NaN, depth: Number.NaN }
  takePrice(taken, fair, size, buy, slippageBps, levels, scale)
  return taken
}

/** The same, written into `taken`: who fills by the million makes no objects. */
export const takePrice = (
  taken: TakenPrice,
  fair: number,
  size: number,
  buy: boolean,
  slippageBps: number,
  levels: DepthLevels | null,
  scale: number,
): void => {
  const best = slippedPrice(fair, slippageBps, scale, buy)
  if (levels === null || size <= levels[0]!.units) {
    const ticks = levels === null ? 0 : levels[0]!.ticks
    taken.price = ticks === 0 ? best : behind(best, ticks, scale, buy)
    taken.worst = taken.price
  } else {
    taken.price = behind(best, meanTicks(levels, size), scale, buy)
    taken.worst = behind(best, worstTicks(levels, size), scale, buy)
  }
  taken.depth = Math.abs(taken.price - best)
}

const behind = (best: number, ticks: number, scale: number, buy: boolean): number =>
  roundAgainst(best + (buy ? ticks : -ticks) / scale, scale, buy)
