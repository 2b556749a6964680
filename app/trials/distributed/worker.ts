/** A worker of trials: takes jobs from the queue until it is stopped. It may start before any coordinator, in any number. */
import { UnrecoverableError, Worker } from 'bullmq'
import { setMaxListeners } from 'node:events'
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import { CodedError } from '../../../lib/errors.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import type { StoreAddress } from '../../../store/address.js'
import type { Store } from '../../../store/store.js'
import type { JobQueue } from '../job-queue.js'
import { QUEUE_PREFIX, TRIAL_QUEUE, type TrialJob, type TrialJobAnswer } from './job.js'
import { queueConnection, QUEUE_TIMING, type QueueTiming } from './queue-options.js'
import { runJob } from './run-job.js'
import { removeWorker, reportWorker, type WorkerReport } from './workers.js'

export interface WorkerInputs {
  readonly store: Store
  /** Of the same store. */
  readonly address: StoreAddress
  /** Threads or processes of this machine. */
  readonly compute: JobQueue
  /** Jobs at a time. */
  readonly concurrency: number
  readonly name: string
  readonly version: string
  readonly clock: Clock
  readonly log: Logger
  readonly timing?: QueueTiming
  readonly onEnded?: (isDone: boolean) => void
  /** The job at hand is finished first. */
  readonly signal: AbortSignal
}

/** Resolves when the signal has aborted and no job is left, with the number of jobs. */
export const runWorker = async (inputs: WorkerInputs): Promise<number> => {
  const { store, compute, clock, log, timing = QUEUE_TIMING, signal } = inputs
  const stopped = new AbortController()
  setMaxListeners(0, signal, stopped.signal)
  const report = reporter(inputs, stopped.signal)
  const work = async (jobId: string, data: TrialJob): Promise<TrialJobAnswer> => {
    report.starts(jobId, data.chunk.sweep)
    try {
      const answer = await runJob(jobId, data, { store, compute, clock, signal: stopped.signal })
      inputs.onEnded?.(true)
      return answer
    } catch (error) {
      inputs.onEnded?.(false)
      log(`job ${jobId}: ${(error as Error).message}`, 'warn')
      // A fault of the sweep is the same on every machine; what is missing here may be there.
      if (error instanceof CodedError && error.code === 'bad-data') throw new UnrecoverableError(error.message)
      throw error
    } finally {
      report.ends(jobId)
    }
  }
  const worker = new Worker<TrialJob, TrialJobAnswer>(TRIAL_QUEUE, ({ id, data }) => work(id ?? '', data), {
    connection: queueConnection(inputs.address),
    prefix: QUEUE_PREFIX,
    concurrency: inputs.concurrency,
    lockDuration: timing.lockMs,
    stalledInterval: timing.stalledMs,
    drainDelay: timing.drainMs / SECOND_MS,
    // The default gives a job up at the second end of a worker. Which trial ends workers is counted by trial.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    name: inputs.name,
  })
  worker.on('error', report.fault)
  try {
    await untilAborted(signal)
    await worker.close()
  } finally {
    stopped.abort()
    await report.done
  }
  return report.jobs()
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Reports the worker until the signal aborts, then takes its report away. The store's absence is logged once. */
const reporter = ({ store, name, version, clock, log, timing = QUEUE_TIMING }: WorkerInputs, signal: AbortSignal) => {
  const jobs = new Map<string, { readonly sweep: string; readonly sinceMs: number }>()
  const startedMs = clock.nowMs()
  let ended = 0
  let away = false
  const reportNow = (): WorkerReport => {
    const [job, of] = [...jobs][0] ?? [null, null]
    return {
      name,
      pid: process.pid,
      version,
      started_ms: startedMs,
      seen_ms: clock.nowMs(),
      job,
      job_ms: of?.sinceMs ?? null,
      sweep: of?.sweep ?? null,
      jobs: ended,
    }
  }
  const fault = (error: Error): void => {
    if (!away) log(`the store is away: ${error.message}; waiting for it`, 'warn')
    away = true
  }
  const done = (async () => {
    while (!signal.aborted) {
      try {
        await reportWorker(store, reportNow())
        if (away) log('the store is back')
        away = false
      } catch (error) {
        fault(error as Error)
      }
      await clock.sleep(timing.beatMs, signal).catch(() => undefined)
    }
    await removeWorker(store, name).catch(() => undefined)
  })()
  return {
    starts: (job: string, sweep: string) => jobs.set(job, { sweep, sinceMs: clock.nowMs() }),
    ends: (job: string) => {
      jobs.delete(job)
      ended++
    },
    jobs: () => ended,
    fault,
    done,
  }
}
