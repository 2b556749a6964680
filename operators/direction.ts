/** Direction of each instrument, from slope, coherence and price together, and its average true range. */
import { z } from 'zod'
import { decodeState, encodeState } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { f64, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { createRollingMedian, medianOf, pushMedian, type RollingMedian } from '../lib/series/rolling-median.js'
import { MINUTE_MS } from '../lib/time-units.js'

const GRANULARITY_MINUTES = { M1: 1, M2: 2, M4: 4, M5: 5, M10: 10, M15: 15, M30: 30, H1: 60, H2: 120, H4: 240 } as const

/** Buckets in the median true range: a day of M5. */
const MEDIAN_BUCKETS = 288

const config = z.strictObject({
  look: z
    .int()
    .min(2)
    .max(1440)
    .default(12)
    .meta({ env: 'AUTO_LOOK', short: 'look', unit: 'candles', description: 'closes in the slope, candles' }),
  thrBps: z
    .number()
    .min(0)
    .max(1000)
    .default(2)
    .meta({ env: 'AUTO_THR_BPS', short: 'thr_bps', description: 'minimum |slope| of a direction, bps over the look' }),
  minCoherenceDelta: z.number().min(-1).max(1).default(-0.02).meta({
    env: 'AUTO_MIN_COHERENCE_DELTA',
    unit: 'ratio',
    description: 'minimum change of coherence over the look, for both sides',
  }),
  mode: z.enum(['combined', 'slope']).default('combined').meta({
    env: 'AUTO_DIRECTION_MODE',
    description: 'combined: slope, coherence and price must agree; slope: the threshold alone',
  }),
  atrN: z
    .int()
    .min(1)
    .max(1000)
    .default(14)
    .meta({ env: 'AUTO_TP_ATR_N', unit: 'buckets', description: 'buckets of the average true range' }),
  atrGran: z
    .enum(Object.keys(GRANULARITY_MINUTES) as (keyof typeof GRANULARITY_MINUTES)[])
    .default('M5')
    .meta({ env: 'AUTO_TP_ATR_GRAN', description: 'bucket of the average true range, aligned to UTC' }),
})

interface DirectionState {
  readonly count: number
  readonly traded: Uint8Array
  readonly look: number
  readonly thrBps: number
  readonly minCoherenceDelta: number
  readonly combined: boolean
  readonly atrN: number
  readonly bucketMs: number
  /** 1 / sum of squared distances from the middle of the look. */
  readonly perSquares: number
  /** Each close is written twice, `look` apart, so that the last `look` closes are always contiguous. */
  readonly closes: Float64Array
  readonly coherences: Float64Array
  readonly at: Int32Array
  /** Candles since the last gap, at most `look`. */
  readonly run: Int32Array
  /** Number of the open bucket, NaN = none. */
  readonly bucket: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly last: Float64Array
  readonly afterGap: Uint8Array
  readonly closeBefore: Float64Array
  readonly ranges: Int32Array
  readonly rangeSum: Float64Array
  readonly atr: Float64Array
  readonly ofRanges: RollingMedian
  readonly rangeMedian: Float64Array
}

/**
 * Without a candle: direction 0, slopeBps and coherenceDelta NaN, atr held. A slope needs `look` candles since the start or the
 * last gap. An ATR bucket holds the candles whose opening time lies in it; it is complete at the first slice at or after its end.
 * The median true range is that of the last 288 buckets, of all there are before, and exists as soon as the ATR does.
 */
export const direction = instrumentOperator({
  kind: 'direction@2',
  doc: 'Direction from the OLS slope of the last closes, confirmed by coherence and price; ATR and median range of completed UTC buckets.',
  in: {
    candle: { present: u8.row, h: f64.row, l: f64.row, c: f64.row },
    signal: { decisionCoherence: f64.row, gap: u8.row },
  },
  out: schemas.direction,
  config,
  init: ({ look, thrBps, minCoherenceDelta, mode, atrN, atrGran }, world, saved): DirectionState => {
    const count = world.instruments.length
    const nan = (length: number) => new Float64Array(length).fill(Number.NaN)
    const fresh = {
      closes: nan(count * look * 2),
      coherences: nan(count * look),
      at: new Int32Array(count),
      run: new Int32Array(count),
      bucket: nan(count),
      high: nan(count),
      low: nan(count),
      last: nan(count),
      afterGap: new Uint8Array(count),
      closeBefore: nan(count),
      ranges: new Int32Array(count),
      rangeSum: new Float64Array(count),
      atr: nan(count),
      ofRanges: createRollingMedian(count, MEDIAN_BUCKETS),
      rangeMedian: nan(count),
    }
    return {
      count,
      traded: world.traded,
      look,
      thrBps,
      minCoherenceDelta,
      combined: mode === 'combined',
      atrN,
      bucketMs: GRANULARITY_MINUTES[atrGran] * MINUTE_MS,
      perSquares: 12 / (look * (look * look - 1)),
      ...(saved ? decodeState<typeof fresh>(saved) : fresh),
    }
  },
  save: ({ count, traded, look, thrBps, minCoherenceDelta, combined, atrN, bucketMs, perSquares, ...memory }) =>
    encodeState({ ...memory, ofRanges: { ...memory.ofRanges } }),
  step: (state, time, { candle, signal }, out, from, to) => {
    const { count, look, traded, bucketMs, closes, coherences, perSquares } = state
    const { direction, slopeBps, coherenceDelta, atr, rangeMedian } = out
    for (let s = from; s < to; s++) {
      const tsMs = time.tsMs[s]!
      const bucket = Math.floor((tsMs - MINUTE_MS) / bucketMs)
      for (let k = 0, i = s * count; k < count; k++, i++) {
        let side = 0
        let slope = Number.NaN
        let delta = Number.NaN
        if (traded[k] === 0) {
          // Loaded only to convert money: it has no direction.
        } else if (candle.present[i] === 0) {
          if (tsMs >= (state.bucket[k]! + 1) * bucketMs) completeBucket(state, k)
        } else {
          const gap = signal.gap[i]!
          const close = candle.c[i]!
          addCandle(state, k, bucket, candle.h[i]!, candle.l[i]!, close, gap)
          if (tsMs >= (bucket + 1) * bucketMs) completeBucket(state, k)
          const at = state.at[k]!
          const coherence = signal.decisionCoherence[i]!
          const base = k * look * 2 + at
          closes[base] = close
          closes[base + look] = close
          delta = coherence - coherences[k * look + at]!
          coherences[k * look + at] = coherence
          state.at[k] = at + 1 === look ? 0 : at + 1
          const run = gap === 1 ? 1 : Math.min(look, state.run[k]! + 1)
          state.run[k] = run
          if (run === look) {
            const mean = meanClose(closes, base + 1, look)
            slope = ((slopeSum(closes, base + 1, look) * perSquares * (look - 1)) / mean) * 1e4
            side = sideOf(state, slope, delta, close, closes[base + look - 1]!, mean)
          }
        }
        direction[i] = side
        slopeBps[i] = slope
        coherenceDelta[i] = delta
        atr[i] = state.atr[k]!
        rangeMedian[i] = state.rangeMedian[k]!
      }
    }
  },
  warmup: ({ look, atrN, atrGran }) =>
    Math.max(look + 1, (Math.max(atrN, MEDIAN_BUCKETS) + 1) * GRANULARITY_MINUTES[atrGran]),
})

const meanClose = (closes: Float64Array, from: number, look: number): number => {
  let sum = 0
  for (let j = from; j < from + look; j++) sum += closes[j]!
  return sum / look
}

/**
 * Sum of (position - middle) * close, in pairs from both ends: exactly 0 for equal closes, and exactly negated for mirrored ones.
 */
const slopeSum = (closes: Float64Array, from: number, look: number): number => {
  let sum = 0
  let distance = (look - 1) / 2
  for (let a = from, b = from + look - 1; a < b; a++, b--, distance--) sum += distance * (closes[b]! - closes[a]!)
  return sum
}

const sideOf = (
  { thrBps, minCoherenceDelta, combined }: DirectionState,
  slope: number,
  delta: number,
  close: number,
  closeBefore: number,
  mean: number,
): number => {
  const side = slope > 0 && slope >= thrBps ? 1 : slope < 0 && slope <= -thrBps ? -1 : 0
  if (!combined || side === 0) return side
  if (!(delta >= minCoherenceDelta)) return 0
  return side === 1 ? (close > closeBefore && close > mean ? 1 : 0) : close < closeBefore && close < mean ? -1 : 0
}

/** Adds a candle of bucket number `bucket`, and completes an earlier bucket that is still open. */
const addCandle = (
  state: DirectionState,
  k: number,
  bucket: number,
  high: number,
  low: number,
  close: number,
  gap: number,
): void => {
  if (state.bucket[k] !== bucket) {
    if (state.bucket[k]! < bucket) completeBucket(state, k)
    state.bucket[k] = bucket
    state.high[k] = high
    state.low[k] = low
    state.afterGap[k] = gap
  } else {
    if (high > state.high[k]!) state.high[k] = high
    if (low < state.low[k]!) state.low[k] = low
  }
  state.last[k] = close
}

/** Adds the bucket's true range to average and median. Across a gap, and for the first bucket, it is high - low. */
const completeBucket = (state: DirectionState, k: number): void => {
  const { atrN } = state
  let high = state.high[k]!
  let low = state.low[k]!
  const before = state.closeBefore[k]!
  if (state.afterGap[k] === 0) {
    if (before > high) high = before
    if (before < low) low = before
  }
  const range = high - low
  const n = state.ranges[k]!
  if (n < atrN) {
    state.rangeSum[k] = state.rangeSum[k]! + range
    state.ranges[k] = n + 1
    if (n + 1 === atrN) state.atr[k] = state.rangeSum[k]! / atrN
  } else state.atr[k] = (state.atr[k]! * (atrN - 1) + range) / atrN
  pushMedian(state.ofRanges, k, range)
  if (state.ranges[k] === atrN) state.rangeMedian[k] = medianOf(state.ofRanges, k)
  state.closeBefore[k] = state.last[k]!
  state.bucket[k] = Number.NaN
}
