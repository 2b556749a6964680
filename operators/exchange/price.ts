/** Prices on the grid of an instrument. */
import type { Exchange } from './types.js'

/** To the nearest price of the grid. */
export const onGrid = (ex: Exchange, k: number, price: number): number => {
  const scale = ex.priceScale[k]!
  return Math.round(price * scale) / scale
}

/** A buy rounds up, a sell down: against us. */
export const roundAgainst = (ex: Exchange, k: number, price: number, buy: boolean): number => {
  const scale = ex.priceScale[k]!
  const ticks = price * scale
  const nearest = Math.round(ticks)
  // A price that is on the grid already stays there: the product may be off by an ulp.
  if (Math.abs(ticks - nearest) < 1e-6) return nearest / scale
  return (buy ? Math.ceil(ticks) : Math.floor(ticks)) / scale
}

/** Worsened by the configured slippage, rounded against us. */
export const slipped = (ex: Exchange, k: number, price: number, buy: boolean): number => {
  const slip = ex.config.slippageBps / 1e4
  return roundAgainst(ex, k, price * (buy ? 1 + slip : 1 - slip), buy)
}

/** With the decimals of the instrument. */
export const priceText = (ex: Exchange, k: number, price: number): string =>
  price.toFixed(ex.instruments[k]?.displayPrecision ?? 5)
