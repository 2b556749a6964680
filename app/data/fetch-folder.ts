/** The broker's one-minute history as a data folder. What is there already is not fetched again. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../../lib/logger.js'
import { isoTime } from '../../lib/iso-time.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import type { OandaClient } from '../../oanda/client/client.js'
import { seriesOf } from '../../sources/files/candle-rows.js'
import { readCsv } from '../../sources/files/csv.js'
import { readChunks } from '../../sources/files/read-chunks.js'
import { writeSeries } from '../../sources/files/write-folder.js'
import { createCandleSource } from '../../sources/oanda/candles.js'
import { createJudge } from '../../sources/plausibility/judge-candles.js'
import { implausibleText, judgedRow, judgeSeries, rowsWhere } from '../../sources/plausibility/judge-series.js'

/** Candles fetched between two writes of a file: what an interruption costs at most. */
const WRITE_EVERY = 50_000

export interface FetchFolderInputs {
  readonly client: Pick<OandaClient, 'candles' | 'clock'>
  readonly folder: string
  readonly instruments: readonly string[]
  /** Labels in [fromMs, toMs), at most up to now. */
  readonly fromMs: number
  readonly toMs: number
  /** Prices that cannot be meant are taken. */
  readonly trust: boolean
  /** Ends after the page in flight; the next run goes on. */
  readonly signal: AbortSignal
  readonly log: Logger
  /** Share of the time span of the instrument that is there. */
  readonly onProgress?: (instrument: string, share: number) => void
}
export interface FetchedFile {
  readonly instrument: string
  /** Null where there are no candles. */
  readonly path: string | null
  readonly rows: number
  readonly added: number
  /** Left out: prices that cannot be meant, and rows that are no candles. */
  readonly refused: number
  readonly skipped: number
}

export const fetchFolder = async (inputs: FetchFolderInputs): Promise<readonly FetchedFile[]> => {
  const files: FetchedFile[] = []
  for (const instrument of inputs.instruments) {
    if (inputs.signal.aborted) break
    files.push(await fetchFile(inputs, instrument))
  }
  return files
}

const fetchFile = async (inputs: FetchFolderInputs, instrument: string): Promise<FetchedFile> => {
  const { client, folder, signal } = inputs
  const toMs = Math.min(inputs.toMs, Math.floor(client.clock.nowMs() / MINUTE_MS) * MINUTE_MS)
  const count = { added: 0, refused: 0, skipped: 0 }
  let held = await heldSeries(folder, instrument)
  const keep = (...parts: readonly CandleSeries[]): void => {
    held = joined(instrument, parts)
    if (held.tMs.length > 0) writeSeries(folder, held)
  }
  const firstMs = held.tMs[0]
  if (firstMs !== undefined && inputs.fromMs < firstMs) {
    const earlier: CandleSeries[] = []
    for await (const page of believedPages(inputs, instrument, [inputs.fromMs, firstMs], null, count))
      earlier.push(page)
    // Half of it would leave a hole that no later run sees.
    if (!signal.aborted) keep(...earlier, held)
  }
  const later: CandleSeries[] = []
  const fromMs = held.tMs.length > 0 ? held.tMs.at(-1)! + MINUTE_MS : inputs.fromMs
  for await (const page of believedPages(inputs, instrument, [fromMs, toMs], held, count)) {
    later.push(page)
    inputs.onProgress?.(instrument, (page.tMs.at(-1)! + MINUTE_MS - inputs.fromMs) / (toMs - inputs.fromMs))
    if (later.reduce((rows, { tMs }) => rows + tMs.length, 0) >= WRITE_EVERY) keep(held, ...later.splice(0))
  }
  if (later.length > 0) keep(held, ...later)
  const rows = held.tMs.length
  return { instrument, path: rows > 0 ? pathOf(folder, instrument) : null, rows, ...count }
}

/** Pages of a stretch without what is not believed, until the signal aborts. `before`: the candles that come before it. */
const believedPages = async function* (
  { client, trust, signal, log }: FetchFolderInputs,
  instrument: string,
  [fromMs, toMs]: readonly [fromMs: number, toMs: number],
  before: CandleSeries | null,
  count: { added: number; refused: number; skipped: number },
): AsyncGenerator<CandleSeries> {
  if (signal.aborted) return
  const judge = createJudge(instrument)
  for (const i of before?.tMs.keys() ?? []) judge.obey(judgedRow(before!, i), false)
  for await (const { series, skipped } of createCandleSource(client).backfill(instrument, fromMs, toMs)) {
    const wild = new Map(trust ? [] : judgeSeries(series, judge))
    for (const [i, why] of wild) log(`left out: ${instrument} at ${isoTime(series.tMs[i]!)}: ${implausibleText(why)}`)
    const good = rowsWhere(series, (i) => !wild.has(i))
    count.added += good.tMs.length
    count.refused += wild.size
    count.skipped += skipped
    if (good.tMs.length > 0) yield good
    if (signal.aborted) return
  }
}

const pathOf = (folder: string, instrument: string): string => join(folder, `${instrument}_M1.csv.gz`)

/** What an earlier run has left. */
const heldSeries = async (folder: string, instrument: string): Promise<CandleSeries> => {
  const path = pathOf(folder, instrument)
  if (!existsSync(path)) return joined(instrument, [])
  return (await readCsv(readChunks(path), { instrument, file: path, lenient: false, trust: true })).series
}

const joined = (instrument: string, parts: readonly CandleSeries[]): CandleSeries =>
  seriesOf(
    instrument,
    SERIES_COLUMNS.map((name) => {
      const column = new Float64Array(parts.reduce((rows, { tMs }) => rows + tMs.length, 0))
      let at = 0
      for (const part of parts) {
        column.set(part[name], at)
        at += part[name].length
      }
      return column
    }),
  )
