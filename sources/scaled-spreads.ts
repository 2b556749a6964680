/** The same candles with wider or narrower spreads: how much of a result depends on them. */
import type { CandleSeries } from '../model/candle-series.js'

const FIELDS = [
  ['o', 'bo', 'ao'],
  ['h', 'bh', 'ah'],
  ['l', 'bl', 'al'],
  ['c', 'bc', 'ac'],
] as const

/** Both sides of a series, `factor` times as far from their mid. With 0 both are the mid; with 1 it is the same series. */
export const scaledSpreads = (series: CandleSeries, factor: number): CandleSeries => {
  if (factor === 1) return series
  const sides: { [name: string]: Float64Array } = {}
  for (const [price, bid, ask] of FIELDS) {
    // o..c of a source with bids only are bids.
    const mid = series.basis === 'mid' ? series[price] : series[bid].map((side, i) => (side + series[ask][i]!) / 2)
    sides[bid] = mid.map((centre, i) => centre - factor * (centre - series[bid][i]!))
    sides[ask] = mid.map((centre, i) => centre + factor * (series[ask][i]! - centre))
  }
  return Object.freeze({ ...series, ...sides })
}
