/** Prices on the grid of an instrument, as the exchange rounds them. `scale` is 10^displayPrecision. */

/** To the nearest price of the grid. */
export const onGrid = (price: number, scale: number): number => Math.round(price * scale) / scale

/** A buy rounds up, a sell down: against us. A price on the grid stays there, though its product may be off by an ulp. */
export const roundAgainst = (price: number, scale: number, buy: boolean): number => {
  const ticks = price * scale
  const nearest = Math.round(ticks)
  if (Math.abs(ticks - nearest) < 1e-6) return nearest / scale
  return (buy ? Math.ceil(ticks) : Math.floor(ticks)) / scale
}
