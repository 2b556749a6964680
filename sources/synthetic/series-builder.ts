/** Fills the columns of a candle series from minutes in points: mid, bid and ask on the grid of the price, ask above bid. */
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import type { MinuteCandle } from './ticks.js'

export interface SeriesBuilder {
  push(tMs: number, minute: MinuteCandle): void
  /** The pushed minutes; the caller owns the columns. */
  finish(): CandleSeries
}

type SeriesColumns = Pick<CandleSeries, (typeof SERIES_COLUMNS)[number]>

/** Has room for `capacity` candles. With an odd spread the ask is one point further from the mid than the bid. */
export const seriesBuilder = (instrument: string, digits: number, capacity: number): SeriesBuilder => {
  const scale = Number(`1e${digits}`)
  const columns = Object.fromEntries(
    SERIES_COLUMNS.map((name) => [name, new Float64Array(capacity)]),
  ) as unknown as SeriesColumns
  const { tMs: t, o, h, l, c, v, bo, bh, bl, bc, ao, ah, al, ac } = columns
  let rows = 0
  return {
    push: (tMs, minute) => {
      const i = rows++
      const { spread, spreadAtOpen } = minute
      const below = spread >> 1
      const bidOpen = minute.o - (spreadAtOpen >> 1)
      const bidClose = minute.c - below
      const askOpen = bidOpen + spreadAtOpen
      const askClose = bidClose + spread
      t[i] = tMs
      // A whole number divided by a power of ten is the double nearest to the decimal price.
      o[i] = minute.o / scale
      h[i] = minute.h / scale
      l[i] = minute.l / scale
      c[i] = minute.c / scale
      v[i] = minute.ticks
      bo[i] = bidOpen / scale
      bh[i] = Math.max(bidOpen, bidClose, minute.h - below) / scale
      bl[i] = Math.min(bidOpen, bidClose, minute.l - below) / scale
      bc[i] = bidClose / scale
      ao[i] = askOpen / scale
      ah[i] = Math.max(askOpen, askClose, minute.h - below + spread) / scale
      al[i] = Math.min(askOpen, askClose, minute.l - below + spread) / scale
      ac[i] = askClose / scale
    },
    finish: () => {
      const cut = Object.fromEntries(SERIES_COLUMNS.map((name) => [name, columns[name].slice(0, rows)]))
      return { instrument, ...(cut as unknown as SeriesColumns), noVolume: false, basis: 'mid' }
    },
  }
}
