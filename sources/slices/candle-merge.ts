/** Merges the candles of all instruments by event time: chooses the slices of a frame and the candle of each instrument in them. */
import type { CandleSeries } from '../../model/candle-series.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { World } from '../../model/world.js'
import { MINUTE_MS } from '../../lib/time-units.js'

export interface CandleMerge {
  /** Of each instrument; null = no candles in this batch. */
  readonly series: readonly (CandleSeries | null)[]
  /** Of the frame, instrument by instrument: the row of the series in each slice, -1 = no candle. */
  rows(): Int32Array
  feed(batch: readonly CandleSeries[], endMs?: number, fromMs?: number): void
  /** Sets times and rows of the next slices; returns their number. */
  fill(frame: Frame): number
}

/** `isWeekMinute`: true for every minute, by its tsMs, that has a slice even without a candle. */
export const candleMerge = (world: World, isWeekMinute: (tsMs: number) => boolean): CandleMerge => {
  const count = world.instruments.length
  const index = new Map(world.instruments.map(({ name }, k) => [name, k]))
  const series = new Array<CandleSeries | null>(count).fill(null)
  /** Of each instrument: the row that comes next, and the slice it belongs to (Infinity = none is left). */
  const next = new Int32Array(count)
  const dueMs = new Float64Array(count)
  let rows = new Int32Array(0)
  let nextMs = Number.NaN
  let endMs = Number.NEGATIVE_INFINITY

  const nextSlice = (candleMs: number): number => {
    for (let ts = nextMs; ts <= endMs; ts += MINUTE_MS) if (ts >= candleMs || isWeekMinute(ts)) return ts
    return Number.NaN
  }
  return {
    series,
    rows: () => rows,
    feed: (batch, toMs, fromMs) => {
      series.fill(null)
      for (const one of batch) {
        const k = index.get(one.instrument)
        if (k !== undefined) series[k] = one
      }
      next.fill(0)
      for (let k = 0; k < count; k++) dueMs[k] = dueAt(series[k]!, 0)
      const firstMs = fromMs ?? Math.min(...dueMs)
      // A batch without candles, as one of a weekend, starts nothing.
      if (Number.isNaN(nextMs) && firstMs < Number.POSITIVE_INFINITY) nextMs = firstMs
      endMs = toMs ?? Math.max(...batch.map(({ tMs }) => (tMs.at(-1) ?? Number.NEGATIVE_INFINITY) + MINUTE_MS))
    },
    fill: ({ capacity, time }) => {
      if (rows.length !== capacity * count) rows = new Int32Array(capacity * count)
      let candleMs = Math.min(...dueMs)
      for (let s = 0; s < capacity; s++) {
        const ts = nextSlice(candleMs)
        if (ts !== ts) return s
        time.tsMs[s] = ts
        time.asOfMs[s] = ts
        candleMs = Number.POSITIVE_INFINITY
        for (let k = 0; k < count; k++) {
          let row = -1
          if (dueMs[k] === ts) {
            row = next[k]!
            next[k] = row + 1
            dueMs[k] = dueAt(series[k]!, row + 1)
          }
          rows[k * capacity + s] = row
          if (dueMs[k]! < candleMs) candleMs = dueMs[k]!
        }
        nextMs = ts + MINUTE_MS
      }
      return capacity
    },
  }
}

const dueAt = (series: CandleSeries | null, row: number): number =>
  series !== null && row < series.tMs.length ? series.tMs[row]! + MINUTE_MS : Number.POSITIVE_INFINITY
