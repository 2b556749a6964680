/** All that is kept of slices beyond the newest ones. */
import type { FrameSink } from '../../../../graph/engine/run/rx.js'
import type { FrameContext } from '../frame-context.js'
import { type AccountTrack, accountTrack } from './account-track.js'
import { type CandleRings, candleRings } from './candle-rings.js'
import { type GateLog, gateLog } from './gate-log.js'
import { type GuardPasses, guardPasses } from './guard-passes.js'
import { type OrderBook, orderBook } from './order-book.js'

export interface KeptSlices extends FrameSink {
  readonly rings: CandleRings
  readonly track: AccountTrack
  readonly book: OrderBook
  readonly gateHistory: GateLog
  readonly guards: GuardPasses
}

/** Slices up to `fromMs` are history: their orders, trades, NAV, refusals and passed guards do not count. */
export const keptSlices = (context: FrameContext, fromMs: number, dayBase?: number): KeptSlices => {
  const rings = candleRings(context)
  const track = accountTrack(context, fromMs, dayBase)
  const book = orderBook(context, fromMs)
  const gateHistory = gateLog(context, fromMs)
  const guards = guardPasses(context, fromMs)
  return {
    ...{ rings, track, book, gateHistory, guards },
    write: (frame) => {
      for (const sink of [rings, track, book, gateHistory, guards]) void sink.write(frame)
    },
  }
}
