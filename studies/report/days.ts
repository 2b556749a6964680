/** The days of an account: from 17:00 to 17:00 New York, as the market rolls. */
import { DAY_MS } from '../../lib/time-units.js'
import { tradingDay } from '../../operators/calendar/new-york.js'
import type { EquityRow } from '../../sinks/run/equity.js'

/** Trading days of a year of foreign exchange: 52 weeks of five days. */
export const DAYS_A_YEAR = 260

export interface AccountDay {
  /** Date on which the trading day ends, `2024-03-05`. */
  readonly date: string
  /** NAV at its start and end, home currency. */
  readonly startNav: number
  readonly endNav: number
  /** endNav / startNav - 1. */
  readonly change: number
}

/** One entry for each trading day that has a row, in order. `rows` ascend in time; `capital` is the NAV before the first. */
export const accountDays = (rows: readonly Pick<EquityRow, 'tsMs' | 'nav'>[], capital: number): AccountDay[] => {
  const ends: { day: number; nav: number }[] = []
  for (const { tsMs, nav } of rows) {
    // A slice carries the end of its minute: that of 17:00 closes the day.
    const day = tradingDay(tsMs - 1)
    const last = ends.at(-1)
    if (last?.day === day) last.nav = nav
    else ends.push({ day, nav })
  }
  return ends.map(({ day, nav }, n) => {
    const startNav = ends[n - 1]?.nav ?? capital
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10)
    return { date, startNav, endNav: nav, change: nav / startNav - 1 }
  })
}
