/** The runs of many seeds on one or more cores. */
import { Worker } from 'node:worker_threads'
import type { SeedPlan } from './seed-plan.js'
import { addTally, emptyTally, type Tally } from './tally.js'

/** Rejects if a worker fails. `onPart` receives the sum so far. */
export const seedRun = async (plan: SeedPlan, workers: number, onPart: (sum: Tally) => void): Promise<Tally> => {
  const sum = emptyTally()
  const share = (worker: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const thread = new Worker(new URL('seed-worker.js', import.meta.url), { workerData: { plan, worker, workers } })
      thread.on('message', (part: Tally) => {
        addTally(sum, part)
        onPart(sum)
      })
      thread.on('error', reject)
      thread.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))))
    })
  await Promise.all(Array.from({ length: workers }, (_, worker) => share(worker)))
  return sum
}
