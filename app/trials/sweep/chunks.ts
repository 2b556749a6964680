/** Cuts the trials that are left into jobs. */
import type { SweepMarket } from '../sweep-market.js'
import type { SweepPlan } from '../sweep-plan.js'

/** A job lasts about so long: upstream work is shared by more trials, and a killed worker loses no more than that. */
const CHUNK_SEC = 1.5
/** Measured on one core, candles per second and trial. */
const CANDLES_PER_SEC = { shadow: 40e6, portfolio: 4e6 } as const
const TRIALS_LEAST = 4
/** A result is durable, and progress moves, at least that often. */
const TRIALS_MOST = 256

/** Neighbours stay together: they share most. Every worker gets something to do. */
export const chunksOf = (
  trials: readonly number[],
  { kind }: Pick<SweepPlan, 'kind'>,
  { market }: SweepMarket,
  workers: number,
): readonly (readonly number[])[] => {
  const candles = market.series.reduce((sum, { tMs }) => sum + tMs.length, 0)
  const fitting = Math.max(TRIALS_LEAST, Math.floor((CHUNK_SEC * CANDLES_PER_SEC[kind]) / Math.max(candles, 1)))
  const size = Math.max(1, Math.min(fitting, TRIALS_MOST, Math.ceil(trials.length / workers)))
  const count = Math.ceil(trials.length / size)
  return Array.from({ length: count }, (_, k) => trials.slice(k * size, (k + 1) * size))
}
