/** What is wrong with candles that are each well-formed: the clock, the hours, the scale of prices. */
import { isoDate, isoTime } from '../../../lib/iso-time.js'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/time-units.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { nyClockText } from './ny-clock-text.js'
import { isClosedHour } from './is-closed-hour.js'
import { type MedianPrice, medianPrice } from './median-price.js'
import { priceScale } from './price-scale.js'
import { frozenFeed, volumeUnit } from './stale-feed.js'
import { type WeekShift, weekShiftWatch } from './week-shift.js'

const GAP_MAX_DAYS = 30

export interface SeriesWatch {
  /** The next candles of the series. */
  take(series: CandleSeries): void
  /** Sentences for the operator, none where everything looks right. `again` gives all candles a second time. */
  warnings(again: () => Iterable<CandleSeries>): string[]
}

/** Sentences on a series that is in memory. `tz` is the clock that the import was given, if any. */
export const seriesWarnings = (series: CandleSeries, tz?: string): string[] => {
  const watch = seriesWatch(series.instrument, tz)
  watch.take(series)
  return watch.warnings(() => [series])
}

/** Rows in closed hours: how many, and the first of them. */
interface ClosedRows {
  count: number
  firstMs: number
}

export const seriesWatch = (instrument: string, tz?: string): SeriesWatch => {
  /** Those that repeat the close before: a source fills minutes without quotes. The others move. */
  const fillers: ClosedRows = { count: 0, firstMs: Number.NaN }
  const quotes: ClosedRows = { count: 0, firstMs: Number.NaN }
  const shift = weekShiftWatch()
  const [frozen, volume, prices] = [frozenFeed(), volumeUnit(), medianPrice()]
  const gap = { beforeMs: Number.NaN, text: null as string | null }
  let rows = 0
  let closeBefore = Number.NaN
  return {
    take: (series) => {
      const { tMs, o, h, l, c } = series
      prices.take(c)
      rows += tMs.length
      for (let i = 0; i < tMs.length; i++) {
        const isClosed = isClosedHour(tMs[i]!)
        const isFiller = isClosed && h[i] === l[i] && o[i] === closeBefore
        if (isClosed) count(isFiller ? fillers : quotes, tMs[i]!)
        if (!isFiller) shift.take(tMs[i]!)
        frozen.take(series, i, isClosed, closeBefore)
        volume.take(series, i, isClosed, closeBefore)
        gap.text ??= gapText(gap.beforeMs, tMs[i]!)
        gap.beforeMs = tMs[i]!
        closeBefore = c[i]!
      }
    },
    warnings: (again) => [
      ...shiftWarnings(shift.result(), quotes, tz),
      ...fillerWarnings(rows, fillers),
      ...scaleWarnings(instrument, prices, again),
      ...(gap.text === null ? [] : [gap.text]),
      ...frozen.warnings(),
      ...volume.warnings(),
    ],
  }
}

const count = (closed: ClosedRows, tMs: number): void => {
  if (closed.count++ === 0) closed.firstMs = tMs
}

const shiftWarnings = (shift: WeekShift | null, quotes: ClosedRows, tz?: string): string[] => {
  if (shift) {
    const { weekends, shifted, shiftMs, lastMs } = shift
    const hours = `${Math.abs(shiftMs) / HOUR_MS} h too ${shiftMs > 0 ? 'late' : 'early'}`
    const advice = tz === undefined ? (shift.advice ?? 'check --tz of the import') : `check --tz ${tz}`
    return [
      `wrong time zone: ${shifted} of ${weekends} weekends are ${hours}; on ${isoDate(lastMs)} candles end at ` +
        `${nyClockText(lastMs)} New York, not at Friday 16:59; ${advice}`,
    ]
  }
  if (quotes.count === 0) return []
  return [
    `${quotes.count} candles in closed hours (Friday 17:00 to Sunday 17:00 New York), the first at ${isoTime(quotes.firstMs)}: ` +
      'a wrong time zone, or a broker with hours of its own',
  ]
}

const fillerWarnings = (rows: number, fillers: ClosedRows): string[] =>
  fillers.count === 0
    ? []
    : [
        `filler: ${fillers.count} of ${rows} candles are flat and in closed hours (Friday 17:00 to Sunday 17:00 New York), ` +
          `the first at ${isoTime(fillers.firstMs)}: they are no quotes`,
      ]

const scaleWarnings = (instrument: string, prices: MedianPrice, again: () => Iterable<CandleSeries>): string[] => {
  if (prices.bounds().every((price) => priceScale(instrument, price) === 0)) return []
  const price = prices.exact(closesOf(again()))
  const power = priceScale(instrument, price)
  if (power === 0) return []
  const times = `${power > 0 ? '' : '1/'}${(10 ** Math.abs(power)).toLocaleString('en-US')} times`
  return [`prices around ${price} are about ${times} the usual level of ${instrument}: in points or in another unit`]
}

const closesOf = function* (all: Iterable<CandleSeries>): Generator<Float64Array> {
  for (const { c } of all) yield c
}

const gapText = (beforeMs: number, tMs: number): string | null => {
  const days = Math.floor((tMs - beforeMs) / DAY_MS)
  if (!(days > GAP_MAX_DAYS)) return null
  return `no candle for ${days} days after ${isoTime(beforeMs + MINUTE_MS)}: data is missing, or a label is wrong`
}
