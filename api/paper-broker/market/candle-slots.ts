/** Candle granularities of v20 and the boundaries of their slots. */
import { offsetAt, utcOf, type ZoneOffsets, zoneTable } from '../../../operators/calendar/zone.js'
import { LENGTHS_MS } from '../../../sources/oanda/granularity.js'
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../lib/time-units.js'

/** Lengths by name; days, weeks and months follow the wall clock. */
export const GRANULARITIES: Readonly<Record<string, number>> = Object.freeze({
  S5: 5 * SECOND_MS,
  S10: 10 * SECOND_MS,
  S15: 15 * SECOND_MS,
  S30: 30 * SECOND_MS,
  ...LENGTHS_MS,
  M: 31 * DAY_MS,
})
/** Monday first; 1970-01-05 was a Monday. */
export const WEEKDAYS = Object.freeze(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])
const MONDAY_MS = 4 * DAY_MS

export interface CandleAlignment {
  /** Hour of the wall clock at which a day starts. */
  readonly dailyAlignment: number
  readonly alignmentTimezone: string
  /** Index into WEEKDAYS. */
  readonly weeklyAlignment: number
}

export interface CandleSlot {
  readonly startMs: number
  readonly endMs: number
}

/** Returns the slot that contains tsMs. */
export const slotOf = (granularity: string, alignment: CandleAlignment): ((tsMs: number) => CandleSlot) => {
  const lengthMs = GRANULARITIES[granularity]!
  if (lengthMs <= HOUR_MS)
    return (tsMs) => {
      const startMs = Math.floor(tsMs / lengthMs) * lengthMs
      return { startMs, endMs: startMs + lengthMs }
    }
  const zone = zoneTable(alignment.alignmentTimezone)
  if (granularity === 'M') return (tsMs) => monthSlot(zone, alignment.dailyAlignment, tsMs)
  const weekMs = granularity === 'W' ? MONDAY_MS + alignment.weeklyAlignment * DAY_MS : 0
  const anchorMs = alignment.dailyAlignment * HOUR_MS + weekMs
  return (tsMs) => {
    const localMs = tsMs + offsetAt(zone, tsMs)
    const startMs = Math.floor((localMs - anchorMs) / lengthMs) * lengthMs + anchorMs
    return { startMs: utcOf(zone, startMs), endMs: utcOf(zone, startMs + lengthMs) }
  }
}

/** A month starts with the trading day of its first date; a day that starts in the evening carries the next date. */
const monthSlot = (zone: ZoneOffsets, alignHour: number, tsMs: number): CandleSlot => {
  const shiftMs = alignHour * HOUR_MS - (alignHour >= 12 ? DAY_MS : 0)
  const local = new Date(tsMs + offsetAt(zone, tsMs) - shiftMs)
  const first = (months: number) =>
    utcOf(zone, Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months, 1) + shiftMs)
  return { startMs: first(0), endMs: first(1) }
}
