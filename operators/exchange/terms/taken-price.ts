/** The price of a fill that takes what the market offers: slippage first, then depth. */
import { roundAgainst, slippedPrice } from '../../grid.js'
import type { Exchange } from '../types.js'
import { type DepthLevels, meanTicks, worstTicks } from './depth.js'

export interface TakenPrice {
  /** Weighted by the units taken from each level. */
  readonly price: number
  /** Of the worst level taken. */
  readonly worst: number
  /** What depth adds to the price of one unit, quote currency, positive. */
  readonly depth: number
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
  const best = slippedPrice(fair, slippageBps, scale, buy)
  if (levels === null || size <= levels[0]!.units)
    return atLevel(best, levels === null ? 0 : levels[0]!.ticks, scale, buy)
  const mean = meanTicks(levels, size)
  const worst = worstTicks(levels, size)
  const price = behind(best, mean, scale, buy)
  return { price, worst: behind(best, worst, scale, buy), depth: Math.abs(price - best) }
}

const atLevel = (best: number, ticks: number, scale: number, buy: boolean): TakenPrice => {
  if (ticks === 0) return { price: best, worst: best, depth: 0 }
  const price = behind(best, ticks, scale, buy)
  return { price, worst: price, depth: Math.abs(price - best) }
}

const behind = (best: number, ticks: number, scale: number, buy: boolean): number =>
  roundAgainst(best + (buy ? ticks : -ticks) / scale, scale, buy)
