/** Input and output of every importer. */
import { MINUTE_MS } from '../../../lib/time-units.js'
import { badData } from '../bad-data.js'
import type { ReadSeries } from '../candle-rows.js'
import { joinSeries, type JoinedSeries, type Part } from '../join-series.js'

/** Among this many one-minute candles at least two are closer than the step. */
const STEP_ROWS = 12
const STEP_MAX_MS = 5 * MINUTE_MS

export interface ImportOptions {
  readonly instrument: string
  /** Bad rows are skipped and counted instead of being an error. */
  readonly lenient: boolean
  /** Prices that cannot be meant are taken. */
  readonly trust?: boolean
  /** Clock of the labels: an IANA zone, `UTC-5`, `ny-close`; each format has a default or requires it. */
  readonly tz?: string
}

/** Turns files of one instrument and one format, in any order, into one series. */
export type Importer<O extends ImportOptions = ImportOptions> = (
  paths: readonly string[],
  options: O,
) => Promise<JoinedSeries>

/** An importer from a reader of one file. A file without a candle (null), like the page of a weekend, is left out. */
export const importer =
  <O extends ImportOptions>(readOne: (path: string, options: O) => Promise<ReadSeries | null>): Importer<O> =>
  async (paths, options) => {
    const parts: Part[] = []
    for (const path of paths) {
      const read = await readOne(path, options)
      if (read !== null) parts.push({ path, ...read })
    }
    if (parts.length === 0) throw badData(`${paths.join(' ')}: no candles`)
    const joined = joinSeries(parts, { seams: true })
    checkStep(paths.join(' '), joined.series.tMs)
    return joined
  }

/** Hourly bars also have labels of whole minutes: read as minutes they would be silently wrong. */
const checkStep = (files: string, tMs: Float64Array): void => {
  if (tMs.length < STEP_ROWS) return
  let leastMs = Number.POSITIVE_INFINITY
  for (let i = 1; i < tMs.length; i++) leastMs = Math.min(leastMs, tMs[i]! - tMs[i - 1]!)
  if (leastMs < STEP_MAX_MS) return
  const minutes = leastMs / MINUTE_MS
  throw badData(`${files}: no two candles are less than ${minutes} minutes apart; one-minute candles are needed`)
}
