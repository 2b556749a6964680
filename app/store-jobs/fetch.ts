/** Keeps `md:candles` in step with the broker: first fills the gaps of the last days, then follows each minute. */
import type { Store } from '../../store/store.js'
import type { Logger } from '../../lib/logger.js'
import { CodedError } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import type { OandaClient } from '../../oanda/client/client.js'
import { pause } from '../../lib/pause.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { type CandleDocument, candleWrites } from '../../sinks/mirrors/candle.js'
import { createCandleSource } from '../../sources/oanda/candles.js'
import { seriesOf } from '../../sources/files/candle-rows.js'
import { storedCandles } from '../../sources/valkey-candles.js'
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
  /** Open time of the newest candle; null if there is none. */
  readonly newestMs: number | null
}

/**
 * Resolves after the backfill with `once`, otherwise when the signal aborts. While it follows the minutes it waits for an unavailable
 * broker or store.
 */
export const fetchCandles = async (inputs: FetchInputs): Promise<readonly Filled[]> => {
  const { client, instruments, signal } = inputs
  const source = createCandleSource(client)
  const filled: Filled[] = []
  for (const [n, instrument] of instruments.entries()) {
    if (signal.aborted) return filled
    inputs.onProgress?.(instrument, n, instruments.length)
    filled.push(await fill(inputs, source, instrument))
  }
  inputs.onFilled?.(filled)
  if (!inputs.once) await follow(inputs, source, new Map(filled.map((one) => [one.instrument, one.newestMs])))
  return filled
}

type Source = ReturnType<typeof createCandleSource>

/** Fetches what is missing of the last days and stores it page by page. */
const fill = async (inputs: FetchInputs, source: Source, instrument: string): Promise<Filled> => {
  const { client, store, signal } = inputs
  const toMs = Math.floor(client.clock.nowMs() / MINUTE_MS) * MINUTE_MS
  const fromMs = toMs - inputs.days * DAY_MS
  const known = await storedCandles(store, instrument, fromMs, toMs)
  let newestMs = known.series.tMs.at(-1) ?? null
  let added = 0
  let skipped = known.skipped
  for await (const taken of source.fillGaps(instrument, known.series.tMs, fromMs, toMs)) {
    await keep(store, taken.series, toMs)
    added += taken.series.tMs.length
    skipped += taken.skipped
    newestMs = Math.max(newestMs ?? 0, taken.series.tMs.at(-1) ?? 0) || null
    if (signal.aborted) break
  }
  return { instrument, known: known.series.tMs.length, added, skipped, newestMs }
}

/** Fetches each minute of the open week until the signal aborts. */
const follow = async (
  inputs: FetchInputs,
  source: Source,
  newest: ReadonlyMap<string, number | null>,
): Promise<void> => {
  const { client, signal, log } = inputs
  const { clock } = client
  const last = new Map(newest)
  const one = async (instrument: string, beforeMs: number): Promise<void> => {
    const afterMs = last.get(instrument) ?? null
    if (afterMs === null || beforeMs - afterMs > BEHIND_MAX_MS) {
      last.set(instrument, (await fill(inputs, source, instrument)).newestMs)
      return
    }
    const taken = await source.poll(instrument, afterMs, beforeMs, false)
    if (taken.revision) await keep(inputs.store, oneRow(instrument, taken.revision.now), beforeMs)
    await keep(inputs.store, taken.series, beforeMs)
    last.set(instrument, taken.series.tMs.at(-1) ?? afterMs)
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
        log(`${instrument}: ${error.message}; next attempt in a minute`)
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

const keep = async (store: Store, series: CandleSeries, newestMs: number): Promise<void> => {
  const candles = Array.from(series.tMs, (_, n) => documentOf(series, n))
  for (let at = 0; at < candles.length; at += BATCH)
    await store.write(candleWrites(series.instrument, 'M1', candles.slice(at, at + BATCH), newestMs))
}

const documentOf = (
  { tMs, o, h, l, c, v, bo, bh, bl, bc, ao, ah, al, ac }: CandleSeries,
  n: number,
): CandleDocument => {
  const bar = (...of: readonly [Float64Array, Float64Array, Float64Array, Float64Array]) => {
    const [open, high, low, close] = of
    return { o: open[n]!, h: high[n]!, l: low[n]!, c: close[n]! }
  }
  return {
    t: tMs[n]!,
    ...bar(o, h, l, c),
    v: v[n]!,
    ...(Number.isNaN(bo[n]!) ? {} : { bid: bar(bo, bh, bl, bc) }),
    ...(Number.isNaN(ao[n]!) ? {} : { ask: bar(ao, ah, al, ac) }),
  }
}
