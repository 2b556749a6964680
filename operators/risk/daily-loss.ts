/** Loss of the trading day: past the limit, increases are blocked until 17:00 New York. */

export interface DailyLoss {
  day: number
  /** NAV of the day's first slice; after a start, the first known NAV. NaN = none yet. */
  base: number
  latched: boolean
}
export const createDailyLoss = (): DailyLoss => ({ day: Number.NaN, base: Number.NaN, latched: false })

/** Updates the state with the slice's NAV and returns true if increases are blocked. An unknown NAV blocks this slice only. */
export const dailyLossBlocks = (state: DailyLoss, tradingDay: number, nav: number, maxLoss: number): boolean => {
  if (tradingDay !== state.day) {
    state.day = tradingDay
    state.base = nav
    state.latched = false
  } else if (Number.isNaN(state.base)) state.base = nav
  const floor = state.base * (1 - maxLoss)
  if (nav <= floor) state.latched = true
  return state.latched || !(nav > floor)
}
