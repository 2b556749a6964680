/** Counts a run's slices, candles and the days on which it could trade; apart from them the warm-up before it. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { DAY_MS } from '../../lib/time-units.js'
import { nodes } from '../../model/nodes.js'
import { firstTradingSlice } from './trading-span.js'

export interface RunCounts {
  slices: number
  candles: number
  /** Times of the first and the last slice; NaN before the first. */
  fromMs: number
  toMs: number
}
export interface DayCollector extends FrameSink {
  /** Of the slices that could trade. */
  readonly counts: Readonly<RunCounts>
  /** Of the slices before them; 0 where there are none. */
  readonly warmup: Readonly<RunCounts>
  /** UTC days with at least one candle in a slice that could trade. */
  trading(): number
}

/** Slices up to `tradeFromMs` are warm-up. */
export const collectDays = (tradeFromMs = Number.NEGATIVE_INFINITY): DayCollector => {
  const counts = noCounts()
  const warmup = noCounts()
  const days = new Set<number>()
  return {
    counts,
    warmup,
    trading: () => days.size,
    write: (frame) => {
      const { present } = columnsOf(frame, nodes.candle)
      const first = firstTradingSlice(frame, tradeFromMs)
      for (let s = 0; s < frame.slices; s++) {
        let candles = 0
        for (let i = s * frame.count; i < (s + 1) * frame.count; i++) candles += present[i] as number
        const tsMs = frame.time.tsMs[s] as number
        count(s < first ? warmup : counts, tsMs, candles)
        if (candles > 0 && s >= first) days.add(Math.floor(tsMs / DAY_MS))
      }
    },
  }
}

const noCounts = (): RunCounts => ({ slices: 0, candles: 0, fromMs: Number.NaN, toMs: Number.NaN })

const count = (counts: RunCounts, tsMs: number, candles: number): void => {
  if (counts.slices === 0) counts.fromMs = tsMs
  counts.toMs = tsMs
  counts.slices++
  counts.candles += candles
}
