/** The market's clock: trading days roll at 17:00 New York, and the week runs from Sunday 17:05 to Friday 16:59 there. */
import { dailyWindow } from './window.js'
import { offsetAt, utcOf, zoneTable } from './zone.js'
import { DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS } from '../../lib/time-units.js'

const ZONE = 'America/New_York'
const ROLL_MS = 17 * HOUR_MS
/** From Sunday midnight, New York. */
const WEEK_OPEN_MS = ROLL_MS + 5 * MINUTE_MS
const WEEK_CLOSE_MS = 5 * DAY_MS + 16 * HOUR_MS + 59 * MINUTE_MS
/** 1970-01-01 was a Thursday. */
const SUNDAY_MS = 4 * DAY_MS

/** The broker's daily break: no entries, positions stay. */
export const dailyBreak = () => dailyWindow(ZONE, '16:59', '17:05')
/** Spreads are widest around 17:00, when financing is booked: no entries, no adds. */
export const rolloverWindow = () => dailyWindow(ZONE, '16:50', '17:15')

/** Hour of the New York wall clock, 0..23. */
export const nyHour = (tsMs: number): number => {
  const localMs = newYorkMs(tsMs)
  return Math.floor((localMs - Math.floor(localMs / DAY_MS) * DAY_MS) / HOUR_MS)
}

/** Days since 1970 of the date on which tsMs's trading day (17:00 to 17:00 New York) ends: Monday's starts on Sunday at 17:00. */
export const tradingDay = (tsMs: number): number => Math.floor((newYorkMs(tsMs) - ROLL_MS) / DAY_MS) + 1

/** The 17:00 New York at which trading day `day` ends. */
export const rollOf = (day: number): number => utcOf(zoneTable(ZONE), day * DAY_MS + ROLL_MS)

/** The next 17:00 New York after tsMs. */
export const nextRoll = (tsMs: number): number => rollOf(tradingDay(tsMs))

/** Every 17:00 New York in [fromMs, toMs), including weekends. */
export const newYorkRolls = (fromMs: number, toMs: number): Float64Array => {
  const rolls: number[] = []
  for (let day = tradingDay(fromMs) - 1; rollOf(day) < toMs; day++) if (rollOf(day) >= fromMs) rolls.push(rollOf(day))
  return Float64Array.from(rolls)
}

/** Caches the last trading day: for hot loops over ascending time. */
export interface TradingDayCursor {
  /** Same result as `tradingDay`. */
  at(tsMs: number): number
  /** End of the trading day returned last. */
  endMs(): number
}
export const tradingDayCursor = (): TradingDayCursor => {
  let day = 0
  let startMs = Number.NaN
  let endMs = Number.NaN
  return {
    at: (tsMs) => {
      if (!(tsMs >= startMs && tsMs < endMs)) {
        day = tradingDay(tsMs)
        startMs = rollOf(day - 1)
        endMs = rollOf(day)
      }
      return day
    },
    endMs: () => endMs,
  }
}

/** True inside the FX week [Sunday 17:05, Friday 16:59) New York, including the daily breaks. */
export const isFxWeekMinute = (tsMs: number): boolean => {
  const inWeekMs = newYorkMs(tsMs) - weekStart(tsMs)
  return inWeekMs >= WEEK_OPEN_MS && inWeekMs < WEEK_CLOSE_MS
}

/** The Friday 16:59 New York of the week (from Sunday midnight) that contains tsMs. */
export const fxWeekEnd = (tsMs: number): number => utcOf(zoneTable(ZONE), weekStart(tsMs) + WEEK_CLOSE_MS)

/** The next instant after tsMs at which the FX week opens or closes. */
export const fxWeekEdge = (tsMs: number): number => {
  const table = zoneTable(ZONE)
  const start = weekStart(tsMs)
  const openMs = utcOf(table, start + WEEK_OPEN_MS)
  const closeMs = utcOf(table, start + WEEK_CLOSE_MS)
  return openMs > tsMs ? openMs : closeMs > tsMs ? closeMs : utcOf(table, start + WEEK_MS + WEEK_OPEN_MS)
}

const newYorkMs = (tsMs: number): number => tsMs + offsetAt(zoneTable(ZONE), tsMs)

/** The last Sunday midnight in local milliseconds. */
const weekStart = (tsMs: number): number => Math.floor((newYorkMs(tsMs) + SUNDAY_MS) / WEEK_MS) * WEEK_MS - SUNDAY_MS
