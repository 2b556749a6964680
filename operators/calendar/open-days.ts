/** The New York trading days on which the market is open. */
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'
import { rollOf, tradingDay } from './new-york.js'

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (day + 4) % 7

/** Date of a trading day, `YYYY-MM-DD`: that on which it ends. */
export const dateOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** Days since 1970 of the trading days with an open slice in (fromMs, toMs]; Monday's first is that of Sunday 17:06. */
export const openTradingDays = (fromMs: number, toMs: number): readonly number[] => {
  const days: number[] = []
  for (let day = tradingDay(fromMs); day <= tradingDay(toMs); day++) {
    const weekday = weekdayOf(day)
    if (weekday === 0 || weekday === 6) continue
    const firstMs = rollOf(day - 1) + (weekday === 1 ? 6 * MINUTE_MS : 0)
    const lastMs = rollOf(day) - MINUTE_MS
    const afterFromMs = (Math.floor(fromMs / MINUTE_MS) + 1) * MINUTE_MS
    if (Math.max(firstMs, afterFromMs) <= Math.min(lastMs, toMs)) days.push(day)
  }
  return days
}
