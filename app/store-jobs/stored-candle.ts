/** A row of a series as the store holds it. */
import type { CandleSeries } from '../../model/candle-series.js'
import type { CandleDocument } from '../../sinks/mirrors/candle.js'

export const storedCandle = (
  { tMs, o, h, l, c, v, bo, bh, bl, bc, ao, ah, al, ac }: CandleSeries,
  n: number,
  isRefused: boolean,
): CandleDocument => {
  const bar = (...of: readonly [Float64Array, Float64Array, Float64Array, Float64Array]) => {
    const [open, high, low, close] = of
    return { o: open[n]!, h: high[n]!, l: low[n]!, c: close[n]! }
  }
  return {
    t: tMs[n]!,
    ...bar(o, h, l, c),
    v: v[n]!,
    ...(Number.isNaN(bo[n]!) ? {} : { bid: bar(bo, bh, bl, bc) }),
    ...(Number.isNaN(ao[n]!) ? {} : { ask: bar(ao, ah, al, ac) }),
    ...(isRefused ? { refused: true as const } : {}),
  }
}
