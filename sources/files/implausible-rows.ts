/** Rows of a file whose prices cannot be meant. */
import { isoTime } from '../../lib/iso-time.js'
import { SERIES_COLUMNS } from '../../model/candle-series.js'
import { agree, createJudge } from '../plausibility/judge-candles.js'
import { type CandleColumns, implausibleText, judgeSeries } from '../plausibility/judge-series.js'

/** Index of a row, and why it is refused. */
export type RefusedRow = readonly [row: number, reason: string]

/** `columns` in the order of SERIES_COLUMNS. */
export const implausibleRows = (instrument: string, columns: readonly Float64Array[], rows: number): RefusedRow[] => {
  const named = Object.fromEntries(SERIES_COLUMNS.map((name, n) => [name, columns[n]!.subarray(0, rows)]))
  const { tMs, c } = named as CandleColumns
  const refused = judgeSeries(named as CandleColumns, createJudge(instrument))
  // A file in points is far from the usual price from the first row to the last: that is a warning, and no row is to blame.
  const isScaled = refused[0]?.[0] === 0 && rows > 1 && agree(c[0]!, c[1]!)
  return (isScaled ? refused.slice(1) : refused).map(([i, why]) => [
    i,
    `${instrument} at ${isoTime(tMs[i]!)}: ${implausibleText(why)}; --lenient leaves the row out, --trust takes it`,
  ])
}
