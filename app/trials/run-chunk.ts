/** Computes a chunk: what a worker does, wherever it runs. */
import type { TrialFailure, TrialResult } from './job-queue.js'
import type { OpenPlan } from './open-plan.js'
import { runTrials } from './run-trials.js'
import type { SweepMarket } from './sweep-market.js'

export interface ChunkOutcome {
  readonly results: readonly TrialResult[]
  readonly failures: readonly TrialFailure[]
}

export interface ChunkOptions {
  readonly memoryMb: number
  readonly signal: AbortSignal
  /** Whether results have their trades: they are most of what a thread would send. */
  readonly withTrades?: boolean
}

export const runChunk = async (
  { trials, programOf }: OpenPlan,
  market: SweepMarket,
  indices: readonly number[],
  { memoryMb, signal, withTrades = false }: ChunkOptions,
): Promise<ChunkOutcome> => {
  const results: TrialResult[] = []
  const failures: TrialFailure[] = []
  await runTrials({
    market,
    trials: indices.map((index) => trials.at(index)),
    programOf,
    memoryMb,
    signal,
    onTrial: (index, lines, trades) => results.push({ index, lines, trades: withTrades ? trades() : [] }),
    onFailed: (index, text) => failures.push({ index, text, poison: false }),
  })
  return { results, failures }
}
