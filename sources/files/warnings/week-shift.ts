/** Finds a wrong time zone by the ends of the weeks. */
import { fxWeekEdge, fxWeekEnd } from '../../../operators/calendar/new-york.js'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { sourceClock } from '../formats/source-clock.js'

export interface WeekShift {
  /** Weekends at which candles end and begin again at the same distance from the week's close and open. */
  readonly weekends: number
  /** Those at which this distance is not 0. */
  readonly shifted: number
  /** Of the first of them: positive where its labels are too late. */
  readonly shiftMs: number
  /** Label of the last candle before the first of them. */
  readonly lastMs: number
  /** How to import the files so that every weekend is right; null where no usual clock does it. */
  readonly advice: string | null
}

/** Quotes run from Sunday 17:00 to Friday 17:00 New York, the traded week is a little shorter. */
const CLOSE_AFTER_END_MS = MINUTE_MS
const OPEN_BEFORE_EDGE_MS = 5 * MINUTE_MS
/** A weekend has 48 hours; with holidays around it the ends of the week say nothing. */
const [WEEKEND_LEAST_MS, WEEKEND_MOST_MS] = [DAY_MS, 3 * DAY_MS]
/** Zones differ by whole half hours; the first and last quotes of a week come within a quarter of an hour. */
const STEP_MS = 30 * MINUTE_MS
const SHIFT_MAX_MS = 14 * HOUR_MS

interface Weekend {
  readonly lastMs: number
  readonly shiftMs: number
}

export interface WeekShiftWatch {
  /** The label of the next candle that is no filler. */
  take(tMs: number): void
  /** Null where all weekends are right or there are none. */
  result(): WeekShift | null
}

/** Compares the ends of the weeks with the FX week. */
export const weekShiftWatch = (): WeekShiftWatch => {
  const weekends: Weekend[] = []
  let lastMs = Number.NaN
  return {
    take: (tMs) => {
      const gapMs = tMs - lastMs
      if (gapMs >= WEEKEND_LEAST_MS && gapMs <= WEEKEND_MOST_MS) {
        const shiftMs = shiftOf(lastMs, tMs)
        if (shiftMs !== null) weekends.push({ lastMs, shiftMs })
      }
      lastMs = tMs
    },
    result: () => {
      const shifted = weekends.filter(({ shiftMs }) => shiftMs !== 0)
      const [first] = shifted
      if (!first) return null
      return { weekends: weekends.length, shifted: shifted.length, ...first, advice: adviceFor(weekends) }
    },
  }
}

/** Null where close and open do not agree: a holiday, a change of summer time, or a broker with hours of its own. */
const shiftOf = (lastMs: number, firstMs: number): number | null => {
  const endMs = fxWeekEnd(lastMs)
  const closeMs = lastMs + MINUTE_MS - (endMs + CLOSE_AFTER_END_MS)
  const openMs = firstMs - (fxWeekEdge(endMs) - OPEN_BEFORE_EDGE_MS)
  const steps = Math.round(closeMs / STEP_MS)
  return steps === Math.round(openMs / STEP_MS) && Math.abs(closeMs) <= SHIFT_MAX_MS ? steps * STEP_MS + 0 : null
}

/** How labels are read by default, and the clocks that such files run on. */
const READINGS = [
  { of: "HistData's files", aheadMs: -5 * HOUR_MS },
  { of: 'files read as UTC', aheadMs: 0 },
]
const CLOCKS = ['America/New_York', 'ny-close', 'UTC-5', 'UTC']

const adviceFor = (weekends: readonly Weekend[]): string | null => {
  for (const tz of CLOCKS) {
    const toUtc = sourceClock(tz)
    for (const { of, aheadMs } of READINGS)
      if (weekends.every(({ lastMs, shiftMs }) => toUtc(lastMs + aheadMs) === lastMs - shiftMs))
        return `${of}: import again with --tz ${tz}`
  }
  return null
}
