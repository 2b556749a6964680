/** Composition root of `sep trials` on this machine. */
import { cacheFolder } from '../app/config/cache-folder.js'
import { environment } from '../app/config/environment.js'
import type { TrialFailure } from '../app/trials/job-queue.js'
import { localQueue } from '../app/trials/local/local-queue.js'
import { openSweep } from '../app/trials/sweep/open-sweep.js'
import { runSweep, type SweepSummary } from '../app/trials/sweep/run-sweep.js'
import { systemClock } from '../lib/clock.js'

export interface TrialsInputs {
  readonly file: string
  /** Null: `.sep/sweeps/NAME`. */
  readonly out: string | null
  readonly ledger: string
  readonly workers: number
  readonly memoryMb: number
  readonly fresh: boolean
  readonly signal: AbortSignal
  readonly onOpened: (facts: { readonly out: string; readonly trials: number }) => void
  readonly onFailed: (failure: TrialFailure) => void
  readonly onProgress: (done: number, of: number) => void
}

export const trials = async (inputs: TrialsInputs): Promise<SweepSummary & { readonly out: string }> => {
  const { workers, memoryMb } = inputs
  const open = await openSweep(inputs.file, environment(), { cache: cacheFolder() })
  const out = inputs.out ?? `.sep/sweeps/${open.plan.name}`
  inputs.onOpened({ out, trials: open.trials.count })
  const queue = localQueue({ marketOf: () => Promise.resolve(open.market), workers, memoryMb })
  try {
    return { ...(await runSweep(open, { ...inputs, out, queue, clock: systemClock })), out }
  } finally {
    await queue.close()
  }
}
