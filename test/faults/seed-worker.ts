/** One core's share of the seeds: counts, and tells its count now and then. */
import { parentPort, workerData } from 'node:worker_threads'
import { runMany } from './run-many.js'
import { plannedRuns, type SeedPlan } from './seed-plan.js'
import { emptyTally, type Tally, tallyRun } from './tally.js'

/** Between two reports. */
const REPORT_RUNS = 100

export interface SeedShare {
  readonly plan: SeedPlan
  readonly worker: number
  readonly workers: number
}

const { plan, worker, workers } = workerData as SeedShare
let tally = emptyTally()
const report = (): void => {
  parentPort?.postMessage(tally satisfies Tally)
  tally = emptyTally()
}
// Rejections are part of a run; nobody reads where they were made.
Error.stackTraceLimit = 0
await runMany(plannedRuns(plan, worker, workers), (run, result) => {
  tallyRun(tally, run, result)
  if (tally.runs >= REPORT_RUNS) report()
})
report()
