/** A thread of the local queue: it opens the plan once and computes chunks. */
import { workerData } from 'piscina'
import { type OpenPlan, openPlan } from '../open-plan.js'
import { type ChunkOutcome, runChunk } from '../run-chunk.js'
import type { Chunk } from '../job-queue.js'
import type { SweepMarket } from '../sweep-market.js'
import type { SweepPlan } from '../sweep-plan.js'
import { marketOfShared, type SharedMarket } from './shared-market.js'

export interface LocalWork {
  readonly plan: SweepPlan
  readonly market: SharedMarket
  readonly memoryMb: number
}

export type LocalTask = Pick<Chunk, 'trials' | 'withTrades'>

/** `fault`: a bug, or a graph that cannot be loaded; no trial is at fault. */
export type LocalOutcome = ChunkOutcome | { readonly fault: string }

const work = workerData as LocalWork
const market: SweepMarket = marketOfShared(work.market)
const opened: Promise<OpenPlan> = openPlan(work.plan, market.market.world)
/** The thread is ended when the sweep is interrupted. */
const never = new AbortController().signal

/** The default export is what piscina calls. It rejects only if the thread dies. */
const compute = async ({ trials, withTrades }: LocalTask): Promise<LocalOutcome> => {
  try {
    return await runChunk(await opened, market, trials, { memoryMb: work.memoryMb, signal: never, withTrades })
  } catch (error) {
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

export default compute
