/** The worst price at which an increase may still fill: quote, worsened, rounded outward. */

/** `boundSpreads` spreads from the quote's own side, at least 1 bp, on the price grid of `scale` (10^displayPrecision) away from the market; NaN without a quote. */
export const priceBoundOf = (bid: number, ask: number, buy: boolean, boundSpreads: number, scale: number): number => {
  const price = buy ? ask : bid
  const room = Math.max(boundSpreads * (ask - bid), price * 1e-4)
  return buy ? Math.ceil((price + room) * scale) / scale : Math.floor((price - room) * scale) / scale
}
