/** What a chart shows, and the time as the chart's library counts it. */
import type { Time, UTCTimestamp } from 'lightweight-charts'
import type { CandleView, FillView, TradeView } from '../../../data/reads.js'
import { SECOND_MS } from '../../../format/time-units.js'

export interface ChartData {
  readonly candles: readonly CandleView[]
  readonly fills: readonly FillView[]
  readonly trades: readonly TradeView[]
  /** [time, stop] from the entry on. */
  readonly stop: readonly (readonly [number, number])[]
  /** Milliseconds of one candle. */
  readonly lengthMs: number
}

export const seconds = (ms: number): UTCTimestamp => Math.floor(ms / SECOND_MS) as UTCTimestamp
export const millis = (time: Time): number => (time as number) * SECOND_MS

/** A time of which the chart has no candle yet: it must go back first. */
export const isBefore = ({ candles, lengthMs }: ChartData, ms: number): boolean =>
  candles[0] !== undefined && ms < candles[0].tMs + lengthMs
