/** The candle columns of a frame. */
import type { CandleSeries } from '../../model/candle-series.js'
import type { Columns } from '../../graph/engine/define/schema.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { schemas } from '../../model/columns.js'

type CandleColumns = Columns<typeof schemas.candle>

const COPIED = ['o', 'h', 'l', 'c', 'v', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'] as const
const NOTHING = new Float64Array(0)

/** Column by column: each is a walk along one array of every series. `present` follows with the quotes. */
export const writeCandles = (
  candle: CandleColumns,
  series: readonly (CandleSeries | null)[],
  rows: Int32Array,
  frame: Frame,
): void => {
  for (let n = 0; n < COPIED.length; n++) {
    const name = COPIED[n]!
    const absent = name === 'v' ? 0 : Number.NaN
    for (let k = 0; k < frame.count; k++) copyRows(candle[name], series[k]?.[name] ?? NOTHING, rows, k, frame, absent)
  }
}

const copyRows = (
  to: Float64Array,
  from: Float64Array,
  rows: Int32Array,
  k: number,
  { capacity, count, slices }: Frame,
  absent: number,
): void => {
  for (let s = 0, at = k * capacity, i = k; s < slices; s++, at++, i += count) {
    const row = rows[at]!
    to[i] = row < 0 ? absent : from[row]!
  }
}

/** No candle in slice 0. */
export const writeNoCandles = (candle: CandleColumns, { count }: Frame): void => {
  for (const name of COPIED) candle[name].fill(name === 'v' ? 0 : Number.NaN, 0, count)
  candle.present.fill(0, 0, count)
}
