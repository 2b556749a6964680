/** Composition root of `sep worker`. */
import { hostname } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../app/config/cache-folder.js'
import { versions } from '../app/config/versions.js'
import { workerName } from '../app/connect/process-name.js'
import { marketHere } from '../app/trials/distributed/market-here.js'
import { QUEUE_TIMING } from '../app/trials/distributed/queue-options.js'
import { runWorker } from '../app/trials/distributed/worker.js'
import { localQueue } from '../app/trials/local/local-queue.js'
import { systemClock as clock } from '../lib/clock.js'
import { logToStderr as log } from '../lib/stderr.js'
import type { DataFolder } from '../sources/files/folder.js'
import { storeAddress } from '../store/address.js'
import type { Store } from '../store/store.js'
import { valkeyStore } from '../store/valkey/store.js'

export interface TrialWorkerInputs {
  readonly storeUrl: string
  /** Threads, each with a job of its own. */
  readonly workers: number
  readonly memoryMb: number
  /** Candles of the store as `--data` names them. */
  readonly stored: (store: Store, text: string) => Promise<DataFolder>
  readonly signal: AbortSignal
  readonly onStarted: (name: string, place: string) => void
  readonly onEnded: (isDone: boolean) => void
}

/** Resolves at the abort, when the job at hand is done. */
export const trialWorker = async (
  inputs: TrialWorkerInputs,
): Promise<{ readonly name: string; readonly jobs: number }> => {
  const { storeUrl, workers, memoryMb, signal, onEnded } = inputs
  const store = await valkeyStore({ address: storeUrl, clock })
  const address = storeAddress(storeUrl)
  const name = workerName(hostname())
  const fetching = { store, folder: join(cacheFolder(), 'sweeps'), clock, timing: QUEUE_TIMING, signal }
  const access = { cache: cacheFolder(), stored: (text: string) => inputs.stored(store, text) }
  const compute = localQueue({ marketOf: (plan) => marketHere(plan, access, fetching), workers, memoryMb })
  try {
    inputs.onStarted(name, address.shown)
    const version = versions().sep
    const jobs = await runWorker({
      store,
      address,
      compute,
      concurrency: workers,
      name,
      version,
      clock,
      log,
      signal,
      onEnded,
    })
    return { name, jobs }
  } finally {
    await compute.close()
    await store.close()
  }
}
