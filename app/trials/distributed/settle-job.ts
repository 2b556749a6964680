/** One job of a sweep from queued to settled. What decides is the results in the store. */
import type { Queue } from 'bullmq'
import type { Clock } from '../../../lib/clock.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import type { Store } from '../../../store/store.js'
import type { JobQueue, TrialResult } from '../job-queue.js'
import type { TrialJob, TrialJobAnswer } from './job.js'
import type { QueueTiming } from './queue-options.js'
import { readResults } from './results.js'
import { whileAway } from './while-away.js'

export interface JobsInputs {
  readonly store: Store
  readonly queue: Queue<TrialJob, TrialJobAnswer>
  readonly clock: Clock
  readonly timing: QueueTiming
  readonly signal: AbortSignal
  readonly onDone: Parameters<JobQueue['run']>[1]
  readonly onFailed: Parameters<JobQueue['run']>[2]
}
export interface Outstanding {
  readonly id: string
  readonly job: TrialJob
  /** Positions of the trials that are neither done nor failed. */
  readonly left: Set<number>
}

/** A job that fails on so many workers in turn has failed. */
const WORKERS_TRIED = 5

/** Reports the results that are there. */
export const collectResults = async (
  { job, left }: Outstanding,
  { store, clock, signal, onDone }: JobsInputs,
): Promise<void> => {
  const at = [...left]
  const hashes = at.map((k) => job.chunk.hashes[k]!)
  const found = await whileAway(clock, signal, () => readResults(store, hashes))
  const results: TrialResult[] = []
  for (const [n, lines] of found.entries()) {
    if (!lines) continue
    left.delete(at[n]!)
    // The worker has stored the trades where the sweep wants them.
    results.push({ index: job.chunk.trials[at[n]!]!, lines, trades: [] })
  }
  if (results.length > 0) await onDone(results)
}

/** A job that ended before we asked for it has failures of its own time, or results that are gone: it is queued again. */
export const addJob = async (
  queue: JobsInputs['queue'],
  id: string,
  job: TrialJob,
  timing: QueueTiming,
): Promise<void> => {
  const state = await queue.getJobState(id)
  if (state === 'completed' || state === 'failed') await queue.remove(id)
  const kept = { age: timing.keepMs / SECOND_MS }
  await queue.add('trials', job, {
    jobId: id,
    attempts: WORKERS_TRIED,
    backoff: { type: 'fixed', delay: timing.retryMs },
    removeOnComplete: kept,
    removeOnFail: kept,
  })
}

/** Takes over what the job has come to. A job that the queue has lost, or whose results have expired, is queued again. */
export const checkJob = async (one: Outstanding, inputs: JobsInputs): Promise<void> => {
  const { id, left } = one
  const { trials } = one.job.chunk
  const fail = (k: number, text: string, poison: boolean): void => {
    if (left.delete(k)) inputs.onFailed({ index: trials[k]!, text, poison })
  }
  // The state first: results that are written after it was asked for are found too.
  const job = await inputs.queue.getJob(id)
  const state = job ? await job.getState() : 'unknown'
  await collectResults(one, inputs)
  if (state === 'completed')
    for (const { index, text, poison } of job?.returnvalue?.failed ?? []) fail(trials.indexOf(index), text, poison)
  if (state === 'failed') for (const k of [...left]) fail(k, job?.failedReason ?? 'the job failed', false)
  if (left.size > 0 && (state === 'unknown' || state === 'completed'))
    await addJob(inputs.queue, id, one.job, inputs.timing)
}
