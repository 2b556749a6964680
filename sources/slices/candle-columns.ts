/** The candle columns of a frame. */
import type { CandleSeries } from '../../model/candle-series.js'
import type { Columns } from '../../graph/engine/define/schema.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { schemas } from '../../model/columns.js'

type CandleColumns = Columns<typeof schemas.candle>

const COPIED = ['o', 'h', 'l', 'c', 'v', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'] as const
const NOTHING = new Float64Array(0)

type Prices = readonly [Float64Array, Float64Array, Float64Array, Float64Array]

/**
 * Four prices at a time: few enough arrays for the registers, and the memory answers them side by side. `present` follows with the
 * quotes.
 */
export const writeCandles = (
  candle: CandleColumns,
  series: readonly (CandleSeries | null)[],
  rows: Int32Array,
  frame: Frame,
): void => {
  const { o, h, l, c, v, bo, bh, bl, bc, ao, ah, al, ac } = candle
  for (let k = 0; k < frame.count; k++) {
    const from = series[k]
    copyPrices([o, h, l, c], from ? [from.o, from.h, from.l, from.c] : NO_PRICES, rows, k, frame)
    copyPrices([bo, bh, bl, bc], from ? [from.bo, from.bh, from.bl, from.bc] : NO_PRICES, rows, k, frame)
    copyPrices([ao, ah, al, ac], from ? [from.ao, from.ah, from.al, from.ac] : NO_PRICES, rows, k, frame)
    copyVolumes(v, from?.v ?? NOTHING, rows, k, frame)
  }
}

const NO_PRICES: Prices = [NOTHING, NOTHING, NOTHING, NOTHING]

const copyPrices = (
  [o, h, l, c]: Prices,
  [fromO, fromH, fromL, fromC]: Prices,
  rows: Int32Array,
  k: number,
  { capacity, count, slices }: Frame,
): void => {
  for (let s = 0, at = k * capacity, i = k; s < slices; s++, at++, i += count) {
    const row = rows[at]!
    const absent = row < 0
    o[i] = absent ? Number.NaN : fromO[row]!
    h[i] = absent ? Number.NaN : fromH[row]!
    l[i] = absent ? Number.NaN : fromL[row]!
    c[i] = absent ? Number.NaN : fromC[row]!
  }
}

const copyVolumes = (
  v: Float64Array,
  from: Float64Array,
  rows: Int32Array,
  k: number,
  { capacity, count, slices }: Frame,
): void => {
  for (let s = 0, at = k * capacity, i = k; s < slices; s++, at++, i += count) {
    const row = rows[at]!
    v[i] = row < 0 ? 0 : from[row]!
  }
}

/** No candle in slice 0. */
export const writeNoCandles = (candle: CandleColumns, { count }: Frame): void => {
  for (const name of COPIED) candle[name].fill(name === 'v' ? 0 : Number.NaN, 0, count)
  candle.present.fill(0, 0, count)
}
