/** Candles from memory, older ones from the store; a range with too many of them in a coarser granularity. */
import type { z } from 'zod'
import { HOUR_MS, MINUTE_MS } from '../../lib/time-units.js'
import type { candleSchema, candlesQuerySchema, granularitySchema } from '../contract/market.js'
import type { Model } from '../model/model.js'
import { ApiError } from './api-error.js'

type CandleRow = z.output<typeof candleSchema>
type Granularity = z.output<typeof granularitySchema>
type CandlesQuery = z.output<typeof candlesQuerySchema>
export interface CandlesFound {
  readonly instrument: string
  /** As coarse as it had to be. */
  readonly granularity: Granularity
  /** Oldest first. */
  readonly candles: CandleRow[]
}

/** Finest first. */
const LENGTHS: readonly (readonly [Granularity, number])[] = [
  ['M1', MINUTE_MS],
  ['M5', 5 * MINUTE_MS],
  ['M15', 15 * MINUTE_MS],
  ['H1', HOUR_MS],
]
/** Of one minute each; what one question may read. */
const READ_MOST = 300_000

/** With `fromMs`: the range, coarser than asked where it has more than `limit`. Without: the newest `limit`. */
export const candlesOf = async (model: Model, query: CandlesQuery): Promise<CandlesFound> => {
  const { instrument, fromMs, toMs = Number.POSITIVE_INFINITY, limit } = query
  if (fromMs !== undefined && fromMs >= toMs) throw new ApiError('refused', 'fromMs: must be before toMs')
  const first = LENGTHS.findIndex(([name]) => name === query.granularity)
  if (fromMs === undefined) return newestOf(model, query, LENGTHS[first]![1], toMs)
  const found = await oneMinute(model, instrument, fromMs, toMs, READ_MOST)
  const choose = (at: number): Omit<CandlesFound, 'instrument'> => {
    const [granularity, lengthMs] = LENGTHS[at]!
    const candles = merged(found, lengthMs)
    const isFitting = candles.length <= limit || at === LENGTHS.length - 1
    return isFitting ? { granularity, candles } : choose(at + 1)
  }
  const fitting = choose(first)
  return { instrument, granularity: fitting.granularity, candles: fitting.candles.slice(-limit) }
}

/** A chart asks for them every few seconds: what lies before memory is closed, and is not read again each time. */
const newestOf = async (
  model: Model,
  { instrument, granularity, limit }: CandlesQuery,
  lengthMs: number,
  toMs: number,
): Promise<CandlesFound> => {
  const wanted = Math.min(READ_MOST, ((limit + 1) * lengthMs) / MINUTE_MS)
  const memoryMs = lengthMs === MINUTE_MS ? undefined : model.frames.candles(instrument)[0]?.tMs
  const beginMs = Math.min(toMs, memoryMs ?? 0)
  const closedMs = beginMs - (beginMs % lengthMs)
  const longer = merged(await oneMinute(model, instrument, closedMs, toMs, wanted), lengthMs)
  const isEnough = closedMs === 0 || longer.length >= limit || !model.store
  const older = isEnough ? [] : await model.store.closedCandles(instrument, lengthMs, closedMs, wanted)
  return { instrument, granularity, candles: [...older, ...longer].slice(-limit) }
}

/** The newest `most` of the range. Memory is newer than the store: what both have is taken from memory. */
const oneMinute = async (
  { frames, store }: Model,
  instrument: string,
  fromMs: number,
  toMs: number,
  most: number,
): Promise<readonly CandleRow[]> => {
  // All of them tell where memory begins, which only a range that ends earlier needs.
  const kept = frames.candles(instrument, toMs === Number.POSITIVE_INFINITY ? most : undefined)
  const recent = kept.filter(({ tMs }) => tMs >= fromMs && tMs < toMs)
  const olderTo = Math.min(toMs, kept[0]?.tMs ?? Number.POSITIVE_INFINITY)
  if (!store || recent.length >= most || olderTo <= fromMs) return recent.slice(-most)
  const untilMs = Number.isFinite(olderTo) ? olderTo : Number.MAX_SAFE_INTEGER
  const older = await store.candles(instrument, fromMs, untilMs, most - recent.length)
  return [...older, ...recent]
}

/** Candles of one minute as longer ones. The metrics of the last that has them stand for all. */
export const merged = (candles: readonly CandleRow[], lengthMs: number): CandleRow[] => {
  if (lengthMs === MINUTE_MS) return [...candles]
  const longer: CandleRow[] = []
  for (const candle of candles) {
    const tMs = candle.tMs - (candle.tMs % lengthMs)
    const before = longer.at(-1)
    if (before?.tMs === tMs) longer[longer.length - 1] = joined(before, candle)
    else longer.push({ ...candle, tMs })
  }
  return longer
}

const joined = (a: CandleRow, b: CandleRow): CandleRow => ({
  tMs: a.tMs,
  o: a.o,
  h: Math.max(a.h, b.h),
  l: Math.min(a.l, b.l),
  c: b.c,
  v: a.v === null || b.v === null ? null : a.v + b.v,
  coherence: b.coherence ?? a.coherence,
  stability: b.stability ?? a.stability,
  rupture: b.rupture ?? a.rupture,
  entropy: b.entropy ?? a.entropy,
})
