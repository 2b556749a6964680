/** Judges the rows of a series, see `createJudge`. */
import { roundTo } from '../../lib/round.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import type { CandleJudge, Implausible, JudgedCandle } from './judge-candles.js'

/** Columns of a series. */
export type CandleColumns = { readonly [name in (typeof SERIES_COLUMNS)[number]]: Float64Array }

/** Row i as it is judged. */
export const judgedRow = ({ tMs, h, l, c, bh, bl, ah, al }: CandleColumns, i: number): JudgedCandle => ({
  tMs: tMs[i]!,
  high: largest(h[i]!, bh[i]!, ah[i]!),
  low: -largest(-l[i]!, -bl[i]!, -al[i]!),
  close: c[i]!,
})

/** Index of each refused row with its reason, in order. */
export const judgeSeries = (
  columns: CandleColumns,
  { judge }: CandleJudge,
  quote?: number,
): (readonly [row: number, why: Implausible])[] => {
  const refused: [number, Implausible][] = []
  for (let i = 0; i < columns.tMs.length; i++) {
    const why = judge(judgedRow(columns, i), quote)
    if (why !== null) refused.push([i, why])
  }
  return refused
}

/** The rows of the series for which it holds; the series itself if it holds for all. */
export const rowsWhere = (series: CandleSeries, holds: (row: number) => boolean): CandleSeries => {
  const kept = Array.from(series.tMs.keys()).filter(holds)
  if (kept.length === series.tMs.length) return series
  const columns = SERIES_COLUMNS.map((name) => [name, Float64Array.from(kept, (i) => series[name][i]!)])
  return Object.freeze({ ...series, ...Object.fromEntries(columns) })
}

/** `price 11.54 is 900 % from the level of the candles before, 1.154`. */
export const implausibleText = ({ price, level }: Implausible): string =>
  `price ${roundTo(price, 6)} is ${roundTo((100 * Math.abs(price - level)) / level, 1)} % from the level of the candles before, ` +
  `${roundTo(level, 6)}`

/** Of a price and two sides that may be unknown. */
export const largest = (price: number, bid: number, ask: number): number => {
  const most = bid > price ? bid : price
  return ask > most ? ask : most
}
