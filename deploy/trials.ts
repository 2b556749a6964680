/** Composition root of `sep trials`, on this machine or on the workers of a store. */
import { cacheFolder } from '../app/config/cache-folder.js'
import { environment } from '../app/config/environment.js'
import { lazyStore } from '../app/connect/lazy-store.js'
import { sweepQueue } from '../app/trials/distributed/sweep-queue.js'
import type { TrialFailure } from '../app/trials/job-queue.js'
import { localQueue } from '../app/trials/local/local-queue.js'
import { type OpenSweep, openSweep } from '../app/trials/sweep/open-sweep.js'
import { runSweep, type SweepRun, type SweepSummary } from '../app/trials/sweep/run-sweep.js'
import { storeResults } from '../app/trials/store-results.js'
import { systemClock as clock } from '../lib/clock.js'
import type { DataFolder } from '../sources/files/folder.js'
import { storeAddress } from '../store/address.js'
import type { Store } from '../store/store.js'

export interface TrialsInputs {
  readonly file: string
  /** Null: `.sep/sweeps/NAME`. */
  readonly out: string | null
  readonly ledger: string
  readonly workers: number
  readonly memoryMb: number
  readonly fresh: boolean
  /** Address of the store whose workers compute; null: this machine. */
  readonly distributed: string | null
  readonly openStore: () => Promise<Store>
  /** Candles of the store as `--data` names them. */
  readonly stored: (store: Store, text: string) => Promise<DataFolder>
  readonly signal: AbortSignal
  /** `shortened`: why the window is shorter than the spec asks for. */
  readonly onOpened: (facts: { readonly out: string; readonly shortened: string | null }) => void
  readonly onFailed: (failure: TrialFailure) => void
  readonly onProgress: (done: number, of: number) => void
}

/** Jobs are cut for so many workers, whatever their number: two coordinators of one sweep then share its jobs. */
const REMOTE_WORKERS = 16

export const trials = async (inputs: TrialsInputs): Promise<SweepSummary & { readonly out: string }> => {
  const { distributed, signal } = inputs
  const store = lazyStore(inputs.openStore)
  const stored = async (text: string): Promise<DataFolder> => inputs.stored(await store.open(), text)
  try {
    const open = await openSweep(inputs.file, environment(), { cache: cacheFolder(), stored })
    const out = inputs.out ?? `.sep/sweeps/${open.plan.name}`
    inputs.onOpened({ out, shortened: open.shortened })
    const into = open.persist ? await store.open() : null
    const run = {
      ...inputs,
      out,
      clock,
      ...(into && storeResults(into, open, { clock, signal, trades: distributed === null })),
    }
    if (distributed === null) return { ...(await onThreads(open, run)), out }
    const queue = sweepQueue(open, await store.open(), storeAddress(distributed), stored)
    return { ...(await runSweep(open, { ...run, queue, workers: REMOTE_WORKERS })), out }
  } finally {
    await store.close()
  }
}

const onThreads = async (open: OpenSweep, run: TrialsInputs & Omit<SweepRun, 'queue'>): Promise<SweepSummary> => {
  const { workers, memoryMb } = run
  const queue = localQueue({ marketOf: () => Promise.resolve(open.market), workers, memoryMb })
  try {
    return await runSweep(open, { ...run, queue })
  } finally {
    await queue.close()
  }
}
