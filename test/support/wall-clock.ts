/** The slow, obvious calendar: every answer comes from Intl. The reference for the tables of operators/calendar. */
import { createWorld, type Instrument, type World } from '../../model/world.js'

export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000
export const ZONES = ['America/New_York', 'Europe/London', 'Asia/Tokyo', 'Australia/Sydney'] as const
export type Zone = (typeof ZONES)[number]

const formats = Object.fromEntries(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }),
  ]),
)

export interface WallClock {
  /** Days since 1970 of the local date. */
  readonly day: number
  /** 0 = Sunday. */
  readonly weekday: number
  /** Minutes since local midnight. */
  readonly minute: number
}
export const wallClock = (zone: Zone, tsMs: number): WallClock => {
  const text = formats[zone]!.format(tsMs)
  const n = (from: number, to: number) => Number(text.slice(from, to))
  const day = Date.UTC(n(6, 10), n(0, 2) - 1, n(3, 5)) / DAY
  return { day, weekday: (day + 4) % 7, minute: n(12, 14) * 60 + n(15, 17) }
}

const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
export const between = (minute: number, from: string, to: string): boolean =>
  minute >= clock(from) && minute < clock(to)

/** Everything the calendar knows about an instant, by definition. */
export const slowCalendar = (tsMs: number) => {
  const ny = wallClock('America/New_York', tsMs)
  const weekMinute = ny.weekday * 1440 + ny.minute
  const inSession = {
    tokyo: between(wallClock('Asia/Tokyo', tsMs).minute, '09:00', '18:00'),
    london: between(wallClock('Europe/London', tsMs).minute, '08:00', '17:00'),
    newYork: between(ny.minute, '08:00', '17:00'),
    sydney: between(wallClock('Australia/Sydney', tsMs).minute, '08:00', '17:00'),
  }
  return {
    week: weekMinute >= clock('17:05') && weekMinute < 5 * 1440 + clock('16:59'),
    hour: Math.floor(ny.minute / 60),
    tradingDay: ny.minute >= clock('17:00') ? ny.day + 1 : ny.day,
    pause: between(ny.minute, '16:59', '17:05'),
    rollover: between(ny.minute, '16:50', '17:15'),
    inSession,
  }
}

/** Instants at which the zone's clock changes between two dates, found with Intl alone. */
export const clockChanges = (zone: Zone, fromMs: number, toMs: number): number[] => {
  const offset = (tsMs: number) => {
    const { day, minute } = wallClock(zone, tsMs)
    return day * DAY + minute * MINUTE - tsMs
  }
  const changes: number[] = []
  for (let day = fromMs; day < toMs; day += DAY) {
    if (offset(day) === offset(day + DAY)) continue
    let minute = day
    while (offset(minute) === offset(day)) minute += 15 * MINUTE
    changes.push(minute)
  }
  return changes
}

/** Instruments with OANDA's majors' specifications. */
export const worldOf = (names: readonly string[], options: Parameters<typeof createWorld>[2] = {}): World =>
  createWorld(
    names.map((name): Instrument => {
      const [base, quote] = name.split('_') as [string, string]
      const yen = quote === 'JPY'
      return {
        name,
        base,
        quote,
        pipLocation: yen ? -2 : -4,
        displayPrecision: yen ? 3 : 5,
        tradeUnitsPrecision: 0,
        minimumTradeSize: 1,
        maximumOrderUnits: 100_000_000,
        maximumPositionSize: 0,
        minimumTrailingStopDistance: yen ? 0.05 : 0.0005,
        maximumTrailingStopDistance: yen ? 100 : 1,
        marginRate: 0.02,
      }
    }),
    'USD',
    options,
  )
