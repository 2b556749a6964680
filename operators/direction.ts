/** Direction of each instrument, from slope, coherence and price together, and its average true range. */
import { z } from 'zod'
import { instrumentOperator } from '../model/instrument-operator.js'
import { f64, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { createDirectionStream, type DirectionStream } from '../native-rs/index.js'
import { decodeDirections, encodeDirections } from './direction/saved-directions.js'
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
  readonly stream: DirectionStream
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
  init: ({ look, thrBps, minCoherenceDelta, mode, atrN, atrGran }, world, saved): DirectionState => ({
    stream: createDirectionStream(
      world.traded,
      {
        look,
        thrBps,
        minCoherenceDelta,
        combined: mode === 'combined',
        atrN,
        bucketMs: GRANULARITY_MINUTES[atrGran] * MINUTE_MS,
        medianBuckets: MEDIAN_BUCKETS,
      },
      saved && decodeDirections(saved),
    ),
  }),
  save: ({ stream }) => encodeDirections(stream.save(), MEDIAN_BUCKETS),
  step: ({ stream }, { tsMs }, { candle, signal }, out, from, to) =>
    stream.push(
      from,
      to,
      tsMs,
      candle.present,
      candle.h,
      candle.l,
      candle.c,
      signal.decisionCoherence,
      signal.gap,
      out.direction,
      out.slopeBps,
      out.coherenceDelta,
      out.atr,
      out.rangeMedian,
    ),
  warmup: ({ look, atrN, atrGran }) =>
    Math.max(look + 1, (Math.max(atrN, MEDIAN_BUCKETS) + 1) * GRANULARITY_MINUTES[atrGran]),
})
