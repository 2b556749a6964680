/** What every importer takes and gives. */
import { SepError } from '../../model/error-codes.js'
import { joinSeries, type JoinedSeries } from './join-series.js'
import type { ReadSeries } from './candle-rows.js'

/** Of so many one-minute candles two are always closer than this. */
const STEP_ROWS = 12
const STEP_MAX_MS = 300_000

export interface ImportOptions {
  readonly instrument: string
  /** Bad rows are left out and counted instead of being an error. */
  readonly lenient: boolean
  /** Clock of the labels: an IANA zone, `UTC-5`, `ny-close`; each format has its own default or asks for it. */
  readonly tz?: string
}

/** Files of one instrument and one format, in any order, to one series. */
export type Importer<O extends ImportOptions = ImportOptions> = (
  paths: readonly string[],
  options: O,
) => Promise<JoinedSeries>

/** An importer from what reads one file. */
export const importer =
  <O extends ImportOptions>(readOne: (path: string, options: O) => Promise<ReadSeries>): Importer<O> =>
  async (paths, options) => {
    const parts = []
    for (const path of paths) parts.push({ path, ...(await readOne(path, options)) })
    const joined = joinSeries(parts)
    checkStep(paths.join(' '), joined.series.tMs)
    return joined
  }

/** Hourly bars, too, have labels of whole minutes: as minutes they would be read wrongly without a word. */
const checkStep = (files: string, tMs: Float64Array): void => {
  if (tMs.length < STEP_ROWS) return
  let leastMs = Number.POSITIVE_INFINITY
  for (let i = 1; i < tMs.length; i++) leastMs = Math.min(leastMs, tMs[i]! - tMs[i - 1]!)
  if (leastMs < STEP_MAX_MS) return
  const minutes = leastMs / 60_000
  throw new SepError(
    'bad-data',
    `${files}: no two candles are less than ${minutes} minutes apart; one-minute candles are wanted`,
  )
}
