/** Loss of the trading day: past the limit, increases are off until 17:00 New York. */

export interface DailyLoss {
  day: number
  /** NAV of the first slice of the day; at a start the first NAV there is. NaN = none yet. */
  base: number
  latched: boolean
}
export const createDailyLoss = (): DailyLoss => ({ day: Number.NaN, base: Number.NaN, latched: false })

/** Takes the slice's NAV; true = increases are off. An unknown NAV closes this slice only. */
export const dailyLossCloses = (state: DailyLoss, tradingDay: number, nav: number, maxLoss: number): boolean => {
  if (tradingDay !== state.day) {
    state.day = tradingDay
    state.base = nav
    state.latched = false
  } else if (Number.isNaN(state.base)) state.base = nav
  const floor = state.base * (1 - maxLoss)
  if (nav <= floor) state.latched = true
  return state.latched || !(nav > floor)
}
