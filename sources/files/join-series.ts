/** Joins the candles of one instrument from several files: each must begin after the one before it ends. */
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import { type ReadSeries, seriesOf } from './candle-rows.js'
import { isoTime } from '../../lib/iso-time.js'
import { badData } from './bad-data.js'

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
  /** What the candles do not hold although the files do, `file: note`. */
  readonly notes: readonly string[]
}

/**
 * Joins in order of time. Overlapping files, and files of different kinds, are an error that names both. With `seams` the same
 * candles at the end of one file and the beginning of the next are taken once.
 */
export const joinSeries = (files: readonly Part[], { seams = false } = {}): JoinedSeries => {
  const sorted = [...files].sort((a, b) => a.series.tMs[0]! - b.series.tMs[0]!)
  const parts: Part[] = []
  for (const part of sorted) {
    const before = parts.at(-1)
    const from = before && seams ? sharedRows(before.series, part.series) : 0
    // Wholly inside the file before, and equal to it.
    if (from === part.series.tMs.length) continue
    if (before) checkPartOrder(orderedPart(before, 0), orderedPart(part, from))
    parts.push(from === 0 ? part : { ...part, series: rowsFrom(part.series, from) })
  }
  return {
    series: concatenate(parts.map((part) => part.series)),
    contentHashes: parts.map((part) => part.contentHash),
    skipped: parts.reduce((sum, part) => sum + part.skipped, 0),
    reasons: parts.flatMap((part) => part.reasons.map((reason) => `${part.path}:${reason}`)),
    notes: parts.flatMap((part) => (part.notes ?? []).map((note) => `${part.path}: ${note}`)),
  }
}

/** How many candles at the end of `before` are the first ones of `after`; 0 where any of them differs. */
const sharedRows = (before: CandleSeries, after: CandleSeries): number => {
  const lastMs = before.tMs.at(-1)!
  const next = after.tMs.findIndex((tMs) => tMs > lastMs)
  const shared = next < 0 ? after.tMs.length : next
  const start = before.tMs.length - shared
  const equal = SERIES_COLUMNS.every((name) => {
    for (let i = 0; i < shared; i++) if (!Object.is(before[name][start + i], after[name][i])) return false
    return true
  })
  return equal ? shared : 0
}

/** Basis and volume stay those of the file. */
const rowsFrom = (series: CandleSeries, from: number): CandleSeries => {
  const columns = SERIES_COLUMNS.map((name) => series[name].subarray(from))
  return { ...seriesOf(series.instrument, columns), basis: series.basis, noVolume: series.noVolume }
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

/** What the order of two files depends on. */
export interface OrderedPart {
  readonly path: string
  readonly instrument: string
  readonly basis: CandleSeries['basis']
  readonly noVolume: boolean
  /** Open labels of the first candle that counts and of the last. */
  readonly firstMs: number
  readonly lastMs: number
}

const orderedPart = ({ path, series: { instrument, basis, noVolume, tMs } }: Part, from: number): OrderedPart => ({
  ...{ path, instrument, basis, noVolume },
  firstMs: tMs[from]!,
  lastMs: tMs.at(-1)!,
})

/** Two files of one instrument of which the second begins no earlier: they may not overlap, and are of one kind. */
export const checkPartOrder = (before: OrderedPart, after: OrderedPart): void => {
  const both = `${before.instrument}: ${before.path} and ${after.path}`
  if (after.firstMs <= before.lastMs)
    throw badData(`${both} overlap: one ends ${isoTime(before.lastMs)}, the other begins ${isoTime(after.firstMs)}`)
  if (after.basis !== before.basis)
    throw badData(`${both} cannot be joined: one holds bid prices only, the other mid prices`)
  if (after.noVolume !== before.noVolume) throw badData(`${both} cannot be joined: one has volume, the other none`)
}
