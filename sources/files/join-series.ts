/** Joins the candles of one instrument from several files: each must begin after the one before it ends. */
import { SepError } from '../../model/error-codes.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import { type ReadSeries, seriesOf } from './candle-rows.js'
import { isoTime } from '../../lib/iso-time.js'

/** Candles of one instrument from one file. */
export interface Part extends ReadSeries {
  readonly path: string
}

/** One instrument, from any number of files. */
export interface JoinedSeries {
  readonly series: CandleSeries
  /** Of the candles of each file, in order of time. */
  readonly contentHashes: readonly string[]
  readonly skipped: number
  /** The first skipped rows of each file, `file:line: reason`. */
  readonly reasons: readonly string[]
}

/** Joins in order of time. Overlapping files, and files of different kinds, are an error that names both. */
export const joinSeries = (files: readonly Part[]): JoinedSeries => {
  const parts = [...files].sort((a, b) => a.series.tMs[0]! - b.series.tMs[0]!)
  for (const [n, part] of parts.entries()) if (n > 0) checkOrder(parts[n - 1] as Part, part)
  return {
    series: concatenate(parts.map((part) => part.series)),
    contentHashes: parts.map((part) => part.contentHash),
    skipped: parts.reduce((sum, part) => sum + part.skipped, 0),
    reasons: parts.flatMap((part) => part.reasons.map((reason) => `${part.path}:${reason}`)),
  }
}

const concatenate = (parts: readonly CandleSeries[]): CandleSeries => {
  const [first] = parts as [CandleSeries]
  if (parts.length === 1) return first
  const columns = SERIES_COLUMNS.map((name) => {
    const joined = new Float64Array(parts.reduce((rows, part) => rows + part.tMs.length, 0))
    let at = 0
    for (const part of parts) {
      joined.set(part[name], at)
      at += part.tMs.length
    }
    return joined
  })
  return seriesOf(first.instrument, columns)
}

const checkOrder = (before: Part, after: Part): void => {
  const { instrument, basis, noVolume, tMs } = before.series
  const both = `${instrument}: ${before.path} and ${after.path}`
  if (after.series.tMs[0]! <= tMs.at(-1)!) {
    const [end, start] = [tMs.at(-1)!, after.series.tMs[0]!].map((ms) => isoTime(ms))
    throw new SepError('bad-data', `${both} overlap: one ends ${end}, the other begins ${start}`)
  }
  if (after.series.basis !== basis)
    throw new SepError('bad-data', `${both} cannot be joined: one holds bid prices only, the other mid prices`)
  if (after.series.noVolume !== noVolume)
    throw new SepError('bad-data', `${both} cannot be joined: one has volume, the other none`)
}
