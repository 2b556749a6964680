/** One core's share of the seeds: counts and posts its tally from time to time. */
import { parentPort, workerData } from 'node:worker_threads'
import { runMany } from './run-many.js'
import { plannedRuns, type SeedPlan } from './seed-plan.js'
import { emptyTally, type Tally, tallyRun } from './tally.js'

/** Runs between two posts. */
const POST_RUNS = 100

export interface SeedShare {
  readonly plan: SeedPlan
  readonly worker: number
  readonly workers: number
}

const { plan, worker, workers } = workerData as SeedShare
let tally = emptyTally()
const postTally = (): void => {
  parentPort?.postMessage(tally satisfies Tally)
  tally = emptyTally()
}
// Rejections are part of a run; their stacks are never read.
Error.stackTraceLimit = 0
await runMany(plannedRuns(plan, worker, workers), (run, result) => {
  tallyRun(tally, run, result)
  if (tally.runs >= POST_RUNS) postTally()
})
postTally()
