/** Increases in the trailing minute of event time. */
import { MINUTE_MS } from '../../lib/time-units.js'

const SPAN_MS = MINUTE_MS

/** Ring of the last accepted increases, as many as a minute allows. */
export interface OrderRate {
  readonly tsMs: Float64Array
  at: number
}
export const createOrderRate = (maxOrders: number): OrderRate => ({
  tsMs: new Float64Array(maxOrders).fill(Number.NEGATIVE_INFINITY),
  at: 0,
})

/** True if the minute (t - 60 s, t] is full. */
export const rateIsFull = (state: OrderRate, tsMs: number): boolean => tsMs - state.tsMs[state.at]! < SPAN_MS

export const noteOrder = (state: OrderRate, tsMs: number): void => {
  state.tsMs[state.at] = tsMs
  state.at = state.at + 1 === state.tsMs.length ? 0 : state.at + 1
}
