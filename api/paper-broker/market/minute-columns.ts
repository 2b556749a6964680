/** Growing columns of one instrument's one-minute candles. */
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'

type Columns = { [name in (typeof SERIES_COLUMNS)[number]]: Float64Array }

export interface MinuteColumns {
  /** Number of candles. */
  readonly rows: number
  /** Arrays with spare capacity beyond `rows`; an append may replace them. */
  readonly columns: Readonly<Columns>
  /** Appends candles newer than all others. */
  append(series: Columns | CandleSeries): void
  /** First row with a time of at least tMs; `rows` if there is none. */
  firstAt(tMs: number): number
}

export const minuteColumns = (): MinuteColumns => {
  let rows = 0
  let columns = make(64)
  return {
    get rows() {
      return rows
    },
    get columns() {
      return columns
    },
    append: (series) => {
      const added = series.tMs.length
      if (rows + added > columns.tMs.length) columns = grown(columns, Math.max(2 * columns.tMs.length, rows + added))
      for (const name of SERIES_COLUMNS) columns[name].set(series[name], rows)
      rows += added
    },
    firstAt: (tMs) => {
      let low = 0
      let high = rows
      while (low < high) {
        const middle = (low + high) >> 1
        if (columns.tMs[middle]! < tMs) low = middle + 1
        else high = middle
      }
      return low
    },
  }
}

const make = (capacity: number): Columns =>
  Object.fromEntries(SERIES_COLUMNS.map((name) => [name, new Float64Array(capacity)])) as Columns

const grown = (columns: Columns, capacity: number): Columns => {
  const larger = make(capacity)
  for (const name of SERIES_COLUMNS) larger[name].set(columns[name])
  return larger
}
