/** Lengths and starts of the broker's candles: from two hours up they follow the wall clock of New York and its 17:00. */
import { SepError } from '../../model/error-codes.js'
import { offsetAt, utcOf, zoneTable } from '../../operators/calendar/zone.js'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/time-units.js'

const ZONE = 'America/New_York'
const ROLL_MS = 17 * HOUR_MS
/** 1970-01-01 was a Thursday; weeks begin on Friday. */
const FRIDAY_MS = DAY_MS

/** Usual lengths of the broker's candles, from a minute to a week. */
export const LENGTHS_MS: Readonly<Record<string, number>> = Object.freeze({
  M1: MINUTE_MS,
  M2: 2 * MINUTE_MS,
  M4: 4 * MINUTE_MS,
  M5: 5 * MINUTE_MS,
  M10: 10 * MINUTE_MS,
  M15: 15 * MINUTE_MS,
  M30: 30 * MINUTE_MS,
  H1: HOUR_MS,
  H2: 2 * HOUR_MS,
  H3: 3 * HOUR_MS,
  H4: 4 * HOUR_MS,
  H6: 6 * HOUR_MS,
  H8: 8 * HOUR_MS,
  H12: 12 * HOUR_MS,
  D: DAY_MS,
  W: 7 * DAY_MS,
})

/** Usual length, ms; a day with a clock change is an hour longer or shorter. Unknown names are a `bad-argument`. */
export const candleLengthMs = (granularity: string): number => {
  const lengthMs = LENGTHS_MS[granularity]
  if (lengthMs === undefined)
    throw new SepError('bad-argument', `granularity ${granularity}: one of ${Object.keys(LENGTHS_MS).join(' ')}`)
  return lengthMs
}

/** Open label of the candle that contains `tsMs`. */
export const candleStartMs = (granularity: string, tsMs: number): number => {
  const lengthMs = candleLengthMs(granularity)
  if (lengthMs <= HOUR_MS) return Math.floor(tsMs / lengthMs) * lengthMs
  return utcOf(zoneTable(ZONE), localStart(lengthMs, tsMs))
}

/** The end of that candle, where the next one begins. */
export const candleEndMs = (granularity: string, tsMs: number): number => {
  const lengthMs = candleLengthMs(granularity)
  if (lengthMs <= HOUR_MS) return Math.floor(tsMs / lengthMs + 1) * lengthMs
  return utcOf(zoneTable(ZONE), localStart(lengthMs, tsMs) + lengthMs)
}

const localStart = (lengthMs: number, tsMs: number): number => {
  const anchorMs = ROLL_MS + (lengthMs > DAY_MS ? FRIDAY_MS : 0)
  const localMs = tsMs + offsetAt(zoneTable(ZONE), tsMs)
  return Math.floor((localMs - anchorMs) / lengthMs) * lengthMs + anchorMs
}
