/** Judges the rows of a series, see `createJudge`. */
import { roundTo } from '../../lib/round.js'
import type { SERIES_COLUMNS } from '../../model/candle-series.js'
import { type Implausible, type JudgeCandle } from './judge-candles.js'

/** Columns of a series, or of one row. */
export type CandleColumns = { readonly [name in (typeof SERIES_COLUMNS)[number]]: Float64Array }

/** Index of each refused row with its reason, in order. */
export const judgeSeries = (
  columns: CandleColumns,
  judge: JudgeCandle,
  quote?: number,
): (readonly [row: number, why: Implausible])[] => {
  const { tMs, h, l, c, bh, bl, ah, al } = columns
  const refused: [number, Implausible][] = []
  for (let i = 0; i < tMs.length; i++) {
    const high = largest(h[i]!, bh[i]!, ah[i]!)
    const low = -largest(-l[i]!, -bl[i]!, -al[i]!)
    const why = judge({ tMs: tMs[i]!, high, low, close: c[i]! }, quote)
    if (why !== null) refused.push([i, why])
  }
  return refused
}

/** `price 11.54 is 900 % from the level 1.154`. */
export const implausibleText = ({ price, level }: Implausible): string =>
  `price ${roundTo(price, 6)} is ${roundTo((100 * Math.abs(price - level)) / level, 1)} % from the level of the candles before, ` +
  `${roundTo(level, 6)}`

/** Of a price and two sides that may be unknown. */
const largest = (price: number, bid: number, ask: number): number => {
  const most = bid > price ? bid : price
  return ask > most ? ask : most
}
