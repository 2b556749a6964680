/** Keeps `md:candles` in step with the broker: first fills the gaps of the last days, then follows each minute. */
import type { Store } from '../../store/store.js'
import type { Logger } from '../../lib/logger.js'
import { CodedError } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import type { OandaClient } from '../../oanda/client/client.js'
import { pause } from '../../lib/pause.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { candleWrites } from '../../sinks/mirrors/candle.js'
import { createCandleSource } from '../../sources/oanda/candles.js'
import { seriesOf } from '../../sources/files/candle-rows.js'
import { rowsWhere } from '../../sources/plausibility/judge-series.js'
import { storedCandles } from '../../sources/valkey-candles.js'
import { storedCandle } from './stored-candle.js'
import { type Verdicts, verdictsAfter } from './verdicts.js'
import { isoTime } from '../../lib/iso-time.js'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'

/** Delay after a minute before its candle is requested, broker's ms. */
const SETTLED_MS = 2000
/** An instrument further behind than one response covers is backfilled as at the start. */
const BEHIND_MAX_MS = 3 * DAY_MS
/** Candles of one batch. */
const BATCH = 500

export interface FetchInputs {
  readonly client: OandaClient
  readonly store: Store
  readonly instruments: readonly string[]
  /** Days of history to fetch. */
  readonly days: number
  /** End after the backfill. */
  readonly once: boolean
  readonly signal: AbortSignal
  readonly log: Logger
  /** `newestMs`: open time of the newest stored candle. */
  readonly onStored?: (instrument: string, candles: number, newestMs: number | null) => void
  readonly onProgress?: (instrument: string, done: number, of: number) => void
  /** Called after the backfill, before the minutes are followed. */
  readonly onFilled?: (filled: readonly Filled[]) => void
}
export interface Filled {
  readonly instrument: string
  /** Candles stored before, and candles fetched. */
  readonly known: number
  readonly added: number
  /** Bad candles of the broker, and stored entries that are not candles. */
  readonly skipped: number
  /** Fetched candles whose prices cannot be meant: stored, and marked. */
  readonly refused: number
  /** Open time of the newest candle; null if there is none. */
  readonly newestMs: number | null
}

/** With what judges the minutes that follow. */
interface Backfilled extends Filled {
  readonly verdicts: Verdicts
}

/**
 * Resolves after the backfill with `once`, otherwise when the signal aborts. While it follows the minutes it waits for an unavailable
 * broker or store.
 */
export const fetchCandles = async (inputs: FetchInputs): Promise<readonly Filled[]> => {
  const { client, instruments, signal } = inputs
  const source = createCandleSource(client)
  const filled: Backfilled[] = []
  for (const [n, instrument] of instruments.entries()) {
    if (signal.aborted) return filled.map(reportOf)
    inputs.onProgress?.(instrument, n, instruments.length)
    filled.push(await fill(inputs, source, instrument))
  }
  inputs.onFilled?.(filled.map(reportOf))
  if (!inputs.once) await follow(inputs, source, new Map(filled.map((one) => [one.instrument, one])))
  return filled.map(reportOf)
}

const reportOf = ({ verdicts: _, ...report }: Backfilled): Filled => report

type Source = ReturnType<typeof createCandleSource>

/** Fetches what is missing of the last days and stores it page by page. */
const fill = async (inputs: FetchInputs, source: Source, instrument: string): Promise<Backfilled> => {
  const { client, store, signal } = inputs
  const toMs = Math.floor(client.clock.nowMs() / MINUTE_MS) * MINUTE_MS
  const fromMs = toMs - inputs.days * DAY_MS
  const known = await storedCandles(store, instrument, fromMs, toMs)
  const verdicts = verdictsAfter(instrument, known)
  let newestMs = known.all.tMs.at(-1) ?? null
  let added = 0
  let skipped = known.skipped
  let refused = 0
  for await (const taken of source.fillGaps(instrument, known.all.tMs, fromMs, toMs)) {
    const marked = verdicts.judge(taken.series)
    await keep(store, taken.series, toMs, marked)
    refused += marked.size
    added += taken.series.tMs.length
    skipped += taken.skipped
    newestMs = Math.max(newestMs ?? 0, taken.series.tMs.at(-1) ?? 0) || null
    inputs.onStored?.(instrument, taken.series.tMs.length, newestMs)
    if (signal.aborted) break
  }
  verdicts.caughtUp()
  inputs.onStored?.(instrument, 0, newestMs)
  return { instrument, known: known.all.tMs.length, added, skipped, refused, newestMs, verdicts }
}

/** Fetches each minute of the open week until the signal aborts. */
const follow = async (inputs: FetchInputs, source: Source, filled: ReadonlyMap<string, Backfilled>): Promise<void> => {
  const { client, store, signal, log } = inputs
  const { clock } = client
  const last = new Map(filled)
  const one = async (instrument: string, beforeMs: number): Promise<void> => {
    const before = last.get(instrument)!
    const { newestMs: afterMs, verdicts } = before
    if (afterMs === null || beforeMs - afterMs > BEHIND_MAX_MS) {
      last.set(instrument, await fill(inputs, source, instrument))
      return
    }
    const taken = await source.poll(instrument, afterMs, beforeMs, false)
    if (taken.revision) {
      const now = oneRow(instrument, taken.revision.now)
      await keep(store, now, beforeMs, new Set(verdicts.isRevisionRefused(now) ? now.tMs : []))
    }
    const marked = verdicts.judge(taken.series)
    for (const tMs of marked)
      log(`${instrument} ${isoTime(tMs)}: the price cannot be meant; the candle is stored as refused`, 'warn')
    const confirmed = await acceptedBy(store, instrument, marked)
    await keep(
      store,
      rowsWhere(taken.series, (i) => !confirmed.has(taken.series.tMs[i]!)),
      beforeMs,
      marked,
    )
    const newestMs = taken.series.tMs.at(-1) ?? afterMs
    last.set(instrument, { ...before, newestMs })
    inputs.onStored?.(instrument, taken.series.tMs.length, newestMs)
    for (const reason of taken.reasons) log(`${instrument}: ${reason}`)
  }
  for (;;) {
    const endMs = (Math.floor(clock.nowMs() / MINUTE_MS) + 1) * MINUTE_MS
    if (!(await pause(clock, endMs + SETTLED_MS - clock.nowMs(), signal))) return
    if (!isFxWeekMinute(endMs) && !isFxWeekMinute(endMs - MINUTE_MS)) continue
    for (const instrument of inputs.instruments) {
      if (signal.aborted) return
      await one(instrument, endMs).catch((error: unknown) => {
        if (!isTransient(error)) throw error
        log(`${instrument}: ${error.message}; next attempt in a minute`, 'warn')
      })
    }
  }
}

const isTransient = (error: unknown): error is SepError =>
  error instanceof CodedError && (error.code === 'broker-unavailable' || error.code === 'store-unavailable')

const oneRow = (instrument: string, row: Float64Array): CandleSeries =>
  seriesOf(
    instrument,
    SERIES_COLUMNS.map((_, n) => row.slice(n, n + 1)),
  )

/** Of the refused labels those that a pipeline has taken: a quote confirmed them, and its verdict stands. */
const acceptedBy = async (
  store: Store,
  instrument: string,
  labels: ReadonlySet<number>,
): Promise<ReadonlySet<number>> => {
  const accepted = new Set<number>()
  for (const tMs of labels)
    if ((await storedCandles(store, instrument, tMs, tMs + 1)).series.tMs.length > 0) accepted.add(tMs)
  return accepted
}

const keep = async (
  store: Store,
  series: CandleSeries,
  newestMs: number,
  refused: ReadonlySet<number>,
): Promise<void> => {
  const candles = Array.from(series.tMs, (tMs, n) => storedCandle(series, n, refused.has(tMs)))
  for (let at = 0; at < candles.length; at += BATCH)
    await store.write(candleWrites(series.instrument, 'M1', candles.slice(at, at + BATCH), newestMs))
}
