/** Number, mean and deviation of the shadow's closed trades, in memory that does not grow with them. */
import { columnsOf, type NodeRef } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { schemas } from '../../model/columns.js'
import { firstTradingSlice } from '../run/trading-span.js'

export interface TradeMoments {
  readonly trades: number
  /** Net, bps of the entry price; null without trades. */
  readonly meanBps: number | null
  /** With n - 1; null below two trades. */
  readonly sdBps: number | null
}
export interface TradeMomentsCollector extends FrameSink {
  moments(): TradeMoments
}

/** A trade counts if its exit slice is after `fromMs`. Welford's sums (1962). */
export const collectTradeMoments = (
  shadow: NodeRef<typeof schemas.shadow>,
  fromMs = Number.NEGATIVE_INFINITY,
): TradeMomentsCollector => {
  const sums = { trades: 0, mean: 0, squares: 0 }
  return {
    moments: () => ({
      trades: sums.trades,
      meanBps: sums.trades === 0 ? null : sums.mean,
      sdBps: sums.trades < 2 ? null : Math.sqrt(sums.squares / (sums.trades - 1)),
    }),
    write: (frame) => {
      const { closed, tradeBps } = columnsOf(frame, shadow)
      const end = frame.slices * frame.count
      for (let i = closed.indexOf(1, firstTradingSlice(frame, fromMs) * frame.count); i >= 0 && i < end; ) {
        const bps = Number.isNaN(tradeBps[i]) ? 0 : (tradeBps[i] as number)
        const offset = bps - sums.mean
        sums.mean += offset / ++sums.trades
        sums.squares += offset * (bps - sums.mean)
        i = closed.indexOf(1, i + 1)
      }
    },
  }
}
