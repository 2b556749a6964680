/** Counts a run's slices, candles and the days on which it could trade. */
import { columnsOf, hasNode } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { DAY_MS } from '../../lib/time-units.js'
import { nodes } from '../../model/nodes.js'

export interface RunCounts {
  slices: number
  candles: number
  /** Times of the first and the last slice; NaN before the first. */
  fromMs: number
  toMs: number
}
export interface DayCollector extends FrameSink {
  readonly counts: Readonly<RunCounts>
  /** UTC days with at least one candle in a slice that was not paused: warm-up does not count. */
  trading(): number
}

export const collectDays = (): DayCollector => {
  const counts: RunCounts = { slices: 0, candles: 0, fromMs: Number.NaN, toMs: Number.NaN }
  const days = new Set<number>()
  return {
    counts,
    trading: () => days.size,
    write: (frame) => {
      const { present } = columnsOf(frame, nodes.candle)
      const paused = hasNode(frame, nodes.control) ? columnsOf(frame, nodes.control).paused : undefined
      for (let s = 0; s < frame.slices; s++) {
        let candles = 0
        for (let i = s * frame.count; i < (s + 1) * frame.count; i++) candles += present[i] as number
        counts.candles += candles
        if (candles > 0 && !paused?.[s]) days.add(Math.floor((frame.time.tsMs[s] as number) / DAY_MS))
      }
      counts.slices += frame.slices
      if (Number.isNaN(counts.fromMs)) counts.fromMs = frame.time.tsMs[0] as number
      counts.toMs = frame.time.tsMs[frame.slices - 1] as number
    },
  }
}
