/** Notices about candles that are plausible one by one: prices that stand still, volume in another unit. */
import { isoDate, isoTime } from '../../../lib/iso-time.js'
import { DAY_MS } from '../../../lib/time-units.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { isClosedHour } from './is-closed-hour.js'

/** Minutes in a row that repeat one price: a feed that only repeats itself. */
const FROZEN_MIN = 120
/** Times by which the median volume of a day differs from that of the day before. */
const UNIT_MIN = 50
/** Candles that make a day's median. */
const DAY_ROWS = 300

export const staleFeedWarnings = (series: CandleSeries): string[] => [...frozen(series), ...volumeUnit(series)]

/** The longest stretch in open hours. */
const frozen = ({ tMs, h, l, c }: CandleSeries): string[] => {
  let [from, longest, longestFrom] = [0, 0, 0]
  for (let i = 1; i < tMs.length; i++) {
    if (h[i] !== l[i] || c[i] !== c[i - 1] || isClosedHour(tMs[i]!)) from = i
    if (i - from > longest) [longest, longestFrom] = [i - from, from]
  }
  if (longest < FROZEN_MIN) return []
  return [
    `${longest} candles in a row repeat the price ${c[longestFrom]}, from ${isoTime(tMs[longestFrom]!)}: the feed stood still`,
  ]
}

const volumeUnit = ({ tMs, v }: CandleSeries): string[] => {
  let before = Number.NaN
  for (let from = 0, to = 0; from < tMs.length; from = to) {
    const day = Math.floor(tMs[from]! / DAY_MS)
    while (to < tMs.length && Math.floor(tMs[to]! / DAY_MS) === day) to++
    if (to - from < DAY_ROWS) continue
    const median = v.slice(from, to).sort()[(to - from) >> 1]!
    const ratio = median / before
    if (median > 0 && (ratio >= UNIT_MIN || ratio <= 1 / UNIT_MIN)) {
      const times = ratio >= 1 ? `${Math.round(ratio)} times` : `1/${Math.round(1 / ratio)} of`
      return [`the volume of ${isoDate(day * DAY_MS)} is ${times} that of the day before: another unit`]
    }
    if (median > 0) before = median
  }
  return []
}
