/** What is wrong with candles that are each well-formed: the clock, the hours, the scale of prices. */
import { isoDate, isoTime } from '../../../lib/iso-time.js'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/time-units.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { nyClockText } from './ny-clock-text.js'
import { isClosedHour } from './is-closed-hour.js'
import { priceScale } from './price-scale.js'
import { staleFeedWarnings } from './stale-feed.js'
import { weekShift } from './week-shift.js'

const GAP_MAX_DAYS = 30

/** Sentences for the operator, none where everything looks right. `tz` is the clock that the import was given, if any. */
export const seriesWarnings = (series: CandleSeries, tz?: string): string[] => {
  const hours = closedHours(series)
  return [
    ...shiftWarnings(series, hours, tz),
    ...fillerWarnings(series, hours),
    ...scaleWarnings(series),
    ...gapWarnings(series.tMs),
    ...staleFeedWarnings(series),
  ]
}

interface ClosedHours {
  /** Rows in closed hours that repeat the close before: a source fills minutes without quotes. */
  readonly fillers: readonly number[]
  /** Rows in closed hours that move. */
  readonly quotes: readonly number[]
}

const closedHours = ({ tMs, o, h, l, c }: CandleSeries): ClosedHours => {
  const fillers: number[] = []
  const quotes: number[] = []
  for (let i = 0; i < tMs.length; i++) {
    if (!isClosedHour(tMs[i]!)) continue
    const flat = i > 0 && h[i] === l[i] && o[i] === c[i - 1]
    ;(flat ? fillers : quotes).push(i)
  }
  return { fillers, quotes }
}

const shiftWarnings = ({ tMs }: CandleSeries, { fillers, quotes }: ClosedHours, tz?: string): string[] => {
  const left = new Set(fillers)
  const shift = weekShift(left.size === 0 ? tMs : tMs.filter((_, i) => !left.has(i)))
  if (shift) {
    const { weekends, shifted, shiftMs, lastMs } = shift
    const hours = `${Math.abs(shiftMs) / HOUR_MS} h too ${shiftMs > 0 ? 'late' : 'early'}`
    const advice = tz === undefined ? (shift.advice ?? 'check --tz of the import') : `check --tz ${tz}`
    return [
      `wrong time zone: ${shifted} of ${weekends} weekends are ${hours}; on ${isoDate(lastMs)} candles end at ` +
        `${nyClockText(lastMs)} New York, not at Friday 16:59; ${advice}`,
    ]
  }
  if (quotes.length === 0) return []
  const first = tMs[quotes[0]!]!
  return [
    `${quotes.length} candles in closed hours (Friday 17:00 to Sunday 17:00 New York), the first at ${isoTime(first)}: ` +
      'a wrong time zone, or a broker with hours of its own',
  ]
}

const fillerWarnings = ({ tMs }: CandleSeries, { fillers }: ClosedHours): string[] => {
  if (fillers.length === 0) return []
  const first = isoTime(tMs[fillers[0]!]!)
  return [
    `filler: ${fillers.length} of ${tMs.length} candles are flat and in closed hours (Friday 17:00 to Sunday 17:00 New York), ` +
      `the first at ${first}: they are no quotes`,
  ]
}

const scaleWarnings = ({ instrument, c }: CandleSeries): string[] => {
  const price = c.toSorted()[Math.floor(c.length / 2)]!
  const power = priceScale(instrument, price)
  if (power === 0) return []
  const times = `${power > 0 ? '' : '1/'}${(10 ** Math.abs(power)).toLocaleString('en-US')} times`
  return [`prices around ${price} are about ${times} the usual level of ${instrument}: in points or in another unit`]
}

const gapWarnings = (tMs: Float64Array): string[] => {
  for (let i = 1; i < tMs.length; i++) {
    const days = Math.floor((tMs[i]! - tMs[i - 1]!) / DAY_MS)
    if (days > GAP_MAX_DAYS)
      return [
        `no candle for ${days} days after ${isoTime(tMs[i - 1]! + MINUTE_MS)}: data is missing, or a label is wrong`,
      ]
  }
  return []
}
