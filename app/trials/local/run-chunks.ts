/** Chunks on workers that may die: what one of them worked on is tried again, and a configuration that ends three of them is given up. */
import type { Chunk, JobQueue, TrialFailure } from '../job-queue.js'
import type { LocalOutcome } from './worker.js'

/** A configuration that ends so many workers is poison. */
const DEATHS_MAX = 3

export interface ChunkRun {
  readonly workers: number
  /** Rejects if the worker died. */
  readonly compute: (trials: readonly number[]) => Promise<LocalOutcome>
  readonly onDone: Parameters<JobQueue['run']>[1]
  readonly onFailed: (failure: TrialFailure) => void
  readonly signal: AbortSignal
}

/** Rejects with what `onDone` throws, or with the fault of a worker that cannot work at all. */
export const runChunks = async (chunks: readonly Chunk[], run: ChunkRun): Promise<void> => {
  const { workers, compute, onDone, onFailed, signal } = run
  const left = chunks.map(({ trials }) => trials)
  const deaths = new Map<number, number>()
  const died = (trials: readonly number[], text: string): void => {
    const alone = trials.length === 1
    for (const index of trials) deaths.set(index, (deaths.get(index) ?? 0) + 1)
    // One by one from now on, so that the death of a worker has one cause.
    for (const index of trials) {
      if (alone && (deaths.get(index) as number) >= DEATHS_MAX) onFailed({ index, text, poison: true })
      else left.unshift([index])
    }
  }
  let fault: Error | null = null
  const work = async (): Promise<void> => {
    for (let trials = left.shift(); trials && fault === null && !signal.aborted; trials = left.shift()) {
      const outcome = await compute(trials).catch((error: unknown) => textOf(error))
      if (signal.aborted) return
      if (typeof outcome === 'string') died(trials, outcome)
      else if ('fault' in outcome) throw new Error(outcome.fault)
      else {
        for (const failure of outcome.failures) onFailed(failure)
        if (outcome.results.length > 0) await onDone(outcome.results)
      }
    }
  }
  const working = Array.from({ length: Math.min(workers, Math.max(chunks.length, 1)) }, () =>
    work().catch((error: unknown) => {
      fault ??= error as Error
    }),
  )
  await Promise.all(working)
  if (fault !== null) throw fault as Error
}

const textOf = (error: unknown): string => String(error instanceof Error ? error.message : error).split('\n')[0] ?? ''
