/** Computes chunks on threads of this machine. A thread that dies is replaced, and what it worked on is tried again. */
import { join } from 'node:path'
import { Piscina } from 'piscina'
import { packageRoot } from '../../../lib/package-root.js'
import type { Chunk, JobQueue } from '../job-queue.js'
import type { SweepMarket } from '../sweep-market.js'
import type { SweepPlan } from '../sweep-plan.js'
import { runChunks } from './run-chunks.js'
import { sharedMarket } from './shared-market.js'
import type { LocalOutcome, LocalTask, LocalWork } from './worker.js'

export interface LocalQueueInputs {
  /** The candles of a sweep; it throws where this machine has others than the plan was made for. */
  readonly marketOf: (plan: SweepPlan) => Promise<SweepMarket>
  /** At most so many threads for a sweep. */
  readonly workers: number
  /** Of all threads together. */
  readonly memoryMb: number
}
export interface LocalQueue extends JobQueue {
  /** Ends the threads. */
  close(): Promise<void>
}

interface Threads {
  readonly pool: Promise<Piscina>
  runs: number
}

/** Threads stay for the next chunks of the same sweep. */
export const localQueue = ({ marketOf, workers, memoryMb }: LocalQueueInputs): LocalQueue => {
  const sweeps = new Map<string, Threads>()
  const close = async (which: (threads: Threads) => boolean): Promise<void> => {
    const ending = [...sweeps].filter(([, threads]) => which(threads))
    for (const [sweep] of ending) sweeps.delete(sweep)
    await Promise.allSettled(ending.map(async ([, { pool }]) => (await pool).destroy()))
  }
  const open = async ({ spec }: Chunk): Promise<Piscina> => {
    const market = sharedMarket(await marketOf(spec))
    return poolOf({ plan: spec, market, memoryMb: memoryMb / workers }, workers)
  }
  const threadsOf = async (chunk: Chunk): Promise<Threads> => {
    const known = sweeps.get(chunk.sweep)
    if (known) return known
    await close(({ runs }) => runs === 0)
    const fresh = { pool: open(chunk), runs: 0 }
    sweeps.set(chunk.sweep, fresh)
    fresh.pool.catch(() => sweeps.delete(chunk.sweep))
    return fresh
  }
  return {
    run: async (chunks, onDone, onFailed, signal) => {
      const [first] = chunks
      if (!first) return
      const threads = await threadsOf(first)
      threads.runs++
      try {
        const pool = await threads.pool
        const { withTrades } = first
        const compute = (trials: readonly number[]) =>
          pool.run({ trials, withTrades } satisfies LocalTask, { signal }) as Promise<LocalOutcome>
        await runChunks(chunks, { workers, compute, onDone, onFailed, signal })
      } finally {
        threads.runs--
      }
    },
    close: () => close(() => true),
  }
}

const poolOf = (workerData: LocalWork, threads: number): Piscina =>
  new Piscina({
    filename: join(packageRoot(), 'dist/app/trials/local/worker.js'),
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    workerData,
  })
