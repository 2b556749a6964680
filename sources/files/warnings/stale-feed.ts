/** Notices about candles that are plausible one by one: prices that stand still, volume in another unit. */
import { isoDate, isoTime } from '../../../lib/iso-time.js'
import { DAY_MS } from '../../../lib/time-units.js'
import type { CandleSeries } from '../../../model/candle-series.js'

/** Minutes in a row that repeat one price: a feed that only repeats itself. */
const FROZEN_MIN = 120
/** Times by which the median volume of a day differs from that of the day before. */
const UNIT_MIN = 50
/** Candles that make a day's median. */
const DAY_ROWS = 300
const DAY_MOST = 1440

export interface FeedWatch {
  /** Row i of the series, whether it is in closed hours, and the close before it, NaN at the first row. */
  take(series: CandleSeries, i: number, isClosed: boolean, closeBefore: number): void
  warnings(): string[]
}

/** The longest stretch in open hours that repeats one price. */
export const frozenFeed = (): FeedWatch => {
  const stretch = { rows: 0, price: Number.NaN, fromMs: Number.NaN }
  const longest = { ...stretch }
  return {
    take: ({ tMs, h, l, c }, i, isClosed, closeBefore) => {
      const repeats = h[i] === l[i] && c[i] === closeBefore && !isClosed
      stretch.rows = repeats ? stretch.rows + 1 : 0
      if (!repeats) {
        stretch.price = c[i]!
        stretch.fromMs = tMs[i]!
      }
      if (stretch.rows > longest.rows) Object.assign(longest, stretch)
    },
    warnings: () =>
      longest.rows < FROZEN_MIN
        ? []
        : [
            `${longest.rows} candles in a row repeat the price ${longest.price}, from ${isoTime(longest.fromMs)}: the feed stood still`,
          ],
  }
}

/** The first day whose volume is in another unit than that of the day before. */
export const volumeUnit = (): FeedWatch => {
  const volumes = new Float64Array(DAY_MOST)
  const state = { day: Number.NaN, rows: 0, before: Number.NaN, text: null as string | null }
  const endDay = (): void => {
    if (state.rows < DAY_ROWS || state.text !== null) return
    const median = volumes.slice(0, state.rows).sort()[state.rows >> 1]!
    const ratio = median / state.before
    if (median > 0 && (ratio >= UNIT_MIN || ratio <= 1 / UNIT_MIN)) {
      const times = ratio >= 1 ? `${Math.round(ratio)} times` : `1/${Math.round(1 / ratio)} of`
      state.text = `the volume of ${isoDate(state.day * DAY_MS)} is ${times} that of the day before: another unit`
    }
    if (median > 0) state.before = median
  }
  return {
    take: ({ tMs, v }, i) => {
      const day = Math.floor(tMs[i]! / DAY_MS)
      if (day !== state.day) {
        endDay()
        state.day = day
        state.rows = 0
      }
      volumes[state.rows++] = v[i]!
    },
    warnings: () => {
      endDay()
      return state.text === null ? [] : [state.text]
    },
  }
}
