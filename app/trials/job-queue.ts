/**
 * Where chunks of trials are computed: threads of this machine, or workers on any machine. The queue is transport; what has been computed
 * is known from results alone, and a lost queue loses nothing.
 */
import type { TrialLine } from '../../model/trial-line.js'
import type { SweepPlan } from './sweep-plan.js'

/** Trials that share upstream work, as one job. */
export interface Chunk {
  /** Of the resolved spec. */
  readonly sweep: string
  readonly spec: SweepPlan
  /** Which trials; a worker builds them from the spec. */
  readonly trials: readonly number[]
  /** By trial of `trials`: the hashes of its results. */
  readonly hashes: readonly (readonly string[])[]
  /** Whether results have their trades: they are most of what a thread would send. The same in all chunks of a run. */
  readonly withTrades: boolean
}
export interface TrialResult {
  readonly index: number
  readonly lines: readonly TrialLine[]
  /** Closed trades as shadow.csv has them; none unless the chunk wants them. */
  readonly trades: readonly object[]
}
export interface TrialFailure {
  readonly index: number
  readonly text: string
  /** The configuration ended three workers. */
  readonly poison: boolean
}
export interface JobQueue {
  /**
   * Resolves when each trial of the chunks is done or failed, or when the signal aborts. It calls `onDone` once for each trial that has a
   * result, one chunk or a part of it at a time; the caller has made the results durable when the promise resolves.
   */
  run(
    chunks: readonly Chunk[],
    onDone: (results: readonly TrialResult[]) => void | Promise<void>,
    onFailed: (failure: TrialFailure) => void,
    signal: AbortSignal,
  ): Promise<void>
}
