/** The candles of one instrument from any number of files, a week at a time. */
import { MINUTE_MS, WEEK_MS } from '../../../lib/time-units.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import { checkPartOrder } from '../join-series.js'
import type { OpenPart } from './open-part.js'

const MOST_ROWS = WEEK_MS / MINUTE_MS

export interface OpenSeries {
  readonly instrument: string
  readonly basis: CandleSeries['basis']
  readonly noVolume: boolean
  /** Open labels of the first and the last candle. */
  readonly firstMs: number
  readonly lastMs: number
  readonly rows: number
  /** Weeks since 1970 with a candle, ascending; see `weekOf`. */
  readonly weeks: readonly number[]
  /** The candles of the week, valid until the next call; null without any. */
  week(week: number): CandleSeries | null
}

/** Overlapping files, and files of different kinds, are an error that names both. */
export const openSeries = (files: readonly OpenPart[]): OpenSeries & { readonly parts: readonly OpenPart[] } => {
  const parts = [...files].sort((a, b) => a.firstMs - b.firstMs)
  for (const [n, part] of parts.entries()) if (n > 0) checkPartOrder(parts[n - 1]!, part)
  const [{ instrument, basis, noVolume }] = parts as [OpenPart]
  const columns = SERIES_COLUMNS.map(() => new Float64Array(MOST_ROWS))
  return {
    ...{ parts, instrument, basis, noVolume },
    firstMs: parts[0]!.firstMs,
    lastMs: parts.at(-1)!.lastMs,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    weeks: [...new Set(parts.flatMap(({ weeks }) => weeks))],
    week: (week) => {
      const rows = parts.reduce((at, part) => at + part.copy(week, columns, at), 0)
      if (rows === 0) return null
      const named = Object.fromEntries(SERIES_COLUMNS.map((name, n) => [name, columns[n]!.subarray(0, rows)]))
      return { ...(named as Pick<CandleSeries, (typeof SERIES_COLUMNS)[number]>), instrument, basis, noVolume }
    },
  }
}
