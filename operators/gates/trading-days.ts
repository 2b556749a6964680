/** Counts trading days with a candle in the window: the evidence that ends the warm-up. */

/** Per instrument a ring of the last `days` trading days with a candle: the time of each day's last candle, -Infinity = none. */
export interface TradingDays {
  readonly lastMs: Float64Array
  /** Place of the current day in the ring. */
  readonly at: Int32Array
  readonly day: Int32Array
}

export const createTradingDays = (count: number, days: number): TradingDays => ({
  lastMs: new Float64Array(count * days).fill(Number.NEGATIVE_INFINITY),
  at: new Int32Array(count),
  day: new Int32Array(count).fill(-1),
})

/** Records a candle of instrument k. */
export const markDay = ({ lastMs, at, day }: TradingDays, k: number, tradingDay: number, tsMs: number): void => {
  const days = lastMs.length / at.length
  if (day[k] !== tradingDay) {
    day[k] = tradingDay
    at[k] = (at[k]! + 1) % days
  }
  lastMs[k * days + at[k]!] = tsMs
}

/** True if at least `days` trading days have a candle after `afterMs`, that is, if the whole ring does. */
export const hasDays = ({ lastMs, at }: TradingDays, k: number, afterMs: number): boolean => {
  const days = lastMs.length / at.length
  const oldest = (at[k]! + 1) % days
  return lastMs[k * days + oldest]! > afterMs
}
