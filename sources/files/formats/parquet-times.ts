/** Labels from the time columns of a Parquet file. */
import { isoDate } from '../../../lib/iso-time.js'
import { DAY_MS } from '../../../lib/time-units.js'
import { badData } from '../bad-data.js'
import { calendarMs } from './calendar-ms.js'
import type { ParquetColumn } from './parquet-columns.js'
import { textOfValue } from './text-of-value.js'
import { textTime } from './text-time.js'

export interface ParquetTimes {
  readonly rows: number
  /** UTC of row i; NaN where it has none. */
  at(i: number): number
  /** The time of row i as it is written, for messages. */
  text(i: number): string
}

type Named = ParquetColumn & { readonly name: string }
type Kind = 'instant' | 'date' | 'clock'

const DATE = /^(\d{4})([-./]?)(\d\d)\2(\d\d)$/
const CLOCK = /^\d\d:\d\d/

/** One column of instants, or a date and a time of day joined; text without an offset is UTC. Anything else is `bad-data`. */
export const parquetTimes = (path: string, columns: readonly Named[]): ParquetTimes => {
  const of = (kind: Kind) => columns.find((column) => kindOf(column) === kind)
  const instant = of('instant')
  const clock = of('clock')
  // Dates are often written as timestamps of midnight.
  const date = of('date') ?? (clock && instant && isMidnights(instant) ? instant : undefined)
  if (instant && instant !== date) return instants(instant)
  if (date && clock) return joined(date, clock)
  const [only] = columns
  if (!only) throw badData(`${path}: no time column`)
  const lacks = clock ? 'times of day: a column date is needed' : 'dates: a column time is needed'
  throw badData(`${path}: column ${only.name} holds only ${lacks}`)
}

const kindOf = ({ values, clockUnitMs }: Named): Kind => {
  if (clockUnitMs !== null) return 'clock'
  const text = textOfValue(firstOf(values))
  if (DATE.test(text)) return 'date'
  return CLOCK.test(text) ? 'clock' : 'instant'
}

const firstOf = (values: ArrayLike<unknown>): unknown => {
  for (let i = 0; i < values.length; i++) if (values[i] !== null && values[i] !== undefined) return values[i]
  return undefined
}

const isMidnights = ({ values }: Named): boolean => {
  for (let i = 0; i < values.length; i++)
    if (!((values[i] as Date) instanceof Date) || !isMidnight(values[i] as Date)) return false
  return true
}
const isMidnight = (date: Date): boolean => date.getTime() % DAY_MS === 0

const instants = ({ values }: Named): ParquetTimes => {
  const unit = unitOf(firstOf(values))
  return {
    rows: values.length,
    text: (i) => textOfValue(values[i]),
    at: (i) => {
      const value = values[i]
      if (value instanceof Date) return value.getTime()
      if (typeof value !== 'number' && typeof value !== 'bigint') return textTime(textOfValue(value)).ms
      return unitOf(value) === unit ? scaled(value, unit) : Number.NaN
    },
  }
}

/** Units per millisecond of a number, by its magnitude: from 1974 on they do not overlap. */
const unitOf = (value: unknown): number => {
  const time = typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN
  if (time < 1e11) return 1e-3
  if (time < 1e14) return 1
  return time < 1e17 ? 1e3 : 1e6
}

/** Nanoseconds are more than a double holds; what is left below a millisecond counts as half of one, so that no label is rounded. */
const scaled = (value: number | bigint, unit: number): number => {
  if (typeof value === 'number' || unit < 1) return Number(value) / unit
  const divisor = BigInt(unit)
  return Number(value / divisor) + (value % divisor === 0n ? 0 : 0.5)
}

const joined = (date: Named, clock: Named): ParquetTimes => ({
  rows: Math.max(date.values.length, clock.values.length),
  text: (i) => `${textOfValue(date.values[i])} ${textOfValue(clock.values[i])}`,
  at: (i) => {
    const dayMs = dayOf(date.values[i])
    if (dayMs !== dayMs) return dayMs
    const time = clock.values[i]
    if (clock.clockUnitMs === null) return textTime(`${isoDate(dayMs)} ${textOfValue(time)}`).ms
    if (typeof time !== 'number' && typeof time !== 'bigint') return Number.NaN
    const ms = scaled(time, Math.round(1 / clock.clockUnitMs))
    return ms >= 0 && ms < DAY_MS ? dayMs + ms : Number.NaN
  },
})

const dayOf = (value: unknown): number => {
  if (value instanceof Date) return isMidnight(value) ? value.getTime() : Number.NaN
  const parts = DATE.exec(textOfValue(value))
  return parts ? calendarMs(Number(parts[1]), Number(parts[3]), Number(parts[4])) : Number.NaN
}
