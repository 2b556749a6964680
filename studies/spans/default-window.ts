/** The spans that studies take unless others are asked for. */
import { LONG_RUN_DAYS, SPAN_DAYS } from './span-series.js'

export interface DefaultWindow {
  /** Of the gates: the window that an instrument earns its place by. */
  readonly days: number
  readonly spans: readonly number[]
  /** Length of the run that all spans are counted from. */
  readonly long_run_days: number
}

/** `gateDays`: setting `performance.windowDays` of the graph. */
export const defaultWindow = (gateDays: number): DefaultWindow => ({
  days: gateDays,
  spans: SPAN_DAYS,
  long_run_days: LONG_RUN_DAYS,
})
