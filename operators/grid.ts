/**
 * Rounding to the grid of an instrument, the same for the exchange, the shadow and live orders: prices to its decimals, units to its
 * smallest size. `scale` is 10^decimals, so the grid is every whole number of 1 / scale.
 */

/** 10^decimals, parsed rather than computed: a power may differ by an ulp from one engine to the next. */
export const gridScale = (decimals: number): number => Number(`1e${decimals}`)

/** To the nearest point of the grid, halves up. */
export const onGrid = (value: number, scale: number): number => Math.round(value * scale) / scale

/** Rounds a fill against us: a buy up, a sell down. A price already on the grid stays, even if its product is off by an ulp. */
export const roundAgainst = (price: number, scale: number, buy: boolean): number => {
  const ticks = price * scale
  const nearest = Math.round(ticks)
  if (Math.abs(ticks - nearest) < 1e-6) return nearest / scale
  return (buy ? Math.ceil(ticks) : Math.floor(ticks)) / scale
}

/** A market or stop fill: worse than `price` by the slippage, then rounded against us. */
export const slippedPrice = (price: number, slippageBps: number, scale: number, buy: boolean): number => {
  const slip = slippageBps / 1e4
  return roundAgainst(price * (buy ? 1 + slip : 1 - slip), scale, buy)
}

/**
 * The worst price at which an increase may fill: `boundSpreads` spreads, but at least 1 bp, beyond the quote's own side, rounded away
 * from the market. NaN without a quote.
 */
export const priceBoundOf = (bid: number, ask: number, buy: boolean, boundSpreads: number, scale: number): number => {
  const price = buy ? ask : bid
  const room = Math.max(boundSpreads * (ask - bid), price * 1e-4)
  return buy ? Math.ceil((price + room) * scale) / scale : Math.floor((price - room) * scale) / scale
}

/** Units rounded toward zero. A value that misses the grid only in its last bits counts as on it. NaN stays NaN. */
export const floorUnits = (units: number, scale: number): number => {
  const steps = Math.abs(units) * scale
  const whole = Math.floor(steps + steps * 1e-12) / scale
  return units < 0 ? -whole : whole
}
