/** The candles of one file, a week at a time: from its cache file, or from memory where there is none. */
import { SepError } from '../../../model/error-codes.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import type { ReadSeries } from '../candle-rows.js'
import { weekOf } from '../column-file/layout.js'
import type { OpenColumnFile } from '../column-file/open-column-file.js'

export interface OpenPart {
  readonly path: string
  readonly instrument: string
  readonly basis: CandleSeries['basis']
  readonly noVolume: boolean
  readonly firstMs: number
  readonly lastMs: number
  readonly rows: number
  readonly contentHash: string
  readonly skipped: number
  readonly reasons: readonly string[]
  /** Ascending. */
  readonly weeks: readonly number[]
  /** Copies the candles of the week to row `at` of the columns, in the order of SERIES_COLUMNS; returns their number. */
  copy(week: number, columns: readonly Float64Array[], at: number): number
}

/** `reopen` opens the file again: no file stays open between two weeks. */
export const cachedPart = (path: string, file: OpenColumnFile, reopen: () => OpenColumnFile | null): OpenPart => {
  const { footer, basis } = file
  const chunks = new Map(footer.chunks.map((chunk) => [chunk.week, chunk]))
  const damaged = () => new SepError('bad-data', `${path}: its cache file was damaged during the run; start it again`)
  file.close()
  return {
    ...{ path, basis, instrument: footer.instrument, noVolume: !footer.volume, rows: footer.rows },
    ...{ contentHash: footer.contentHash, skipped: footer.skipped, reasons: footer.reasons },
    firstMs: footer.chunks[0]!.firstMs,
    lastMs: footer.chunks.at(-1)!.lastMs,
    weeks: [...chunks.keys()],
    copy: (week, columns, at) => {
      const chunk = chunks.get(week)
      if (!chunk) return 0
      const open = reopen()
      if (open === null) throw damaged()
      try {
        for (const [n, column] of columns.entries())
          if (!open.read(chunk, n, column.subarray(at, at + chunk.rows))) throw damaged()
      } finally {
        open.close()
      }
      return chunk.rows
    },
  }
}

export const partInMemory = (path: string, { series, contentHash, skipped, reasons }: ReadSeries): OpenPart => {
  const { tMs, instrument, basis, noVolume } = series
  const firstRows = new Map<number, number>()
  for (let i = 0; i < tMs.length; i++) {
    const week = weekOf(tMs[i]!)
    if (!firstRows.has(week)) firstRows.set(week, i)
  }
  const weeks = [...firstRows.keys()]
  return {
    ...{ path, instrument, basis, noVolume, rows: tMs.length, contentHash, skipped, reasons, weeks },
    firstMs: tMs[0]!,
    lastMs: tMs.at(-1)!,
    copy: (week, columns, at) => {
      const from = firstRows.get(week)
      if (from === undefined) return 0
      const to = firstRows.get(weeks[weeks.indexOf(week) + 1]!) ?? tMs.length
      for (const [n, name] of SERIES_COLUMNS.entries()) columns[n]!.set(series[name].subarray(from, to), at)
      return to - from
    },
  }
}
