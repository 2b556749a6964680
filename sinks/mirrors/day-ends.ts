/** Detects when a UTC day of candles is complete. */
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'

export interface DayEnds {
  /** Takes the slices in order; returns the starts of the days that have just ended. A candle belongs to the day of its open label. */
  take(tsMs: number): readonly number[]
}

/** `isWeekMinute`: minutes that have a slice. A day ends with its last such minute, or, if that is missing, with the next slice. */
export const dayEnds = (isWeekMinute: (tsMs: number) => boolean): DayEnds => {
  let openDay = Number.NaN
  let endedDay = Number.NaN
  return {
    take: (tsMs) => {
      // A slice between two minutes carries a control request and no candle.
      if (tsMs % MINUTE_MS !== 0) return []
      const day = dayOf(tsMs)
      if (day === endedDay) return []
      const ended = openDay < day ? [openDay * DAY_MS] : []
      const next = tsMs + MINUTE_MS
      const over = dayOf(next) !== day || !isWeekMinute(next)
      openDay = over ? Number.NaN : day
      if (!over) return ended
      endedDay = day
      return [...ended, day * DAY_MS]
    },
  }
}

const dayOf = (tsMs: number): number => Math.floor((tsMs - MINUTE_MS) / DAY_MS)
