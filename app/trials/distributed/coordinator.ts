/** The queue of a sweep on any number of machines: BullMQ carries the jobs, the store holds the results. */
import { Queue, QueueEvents } from 'bullmq'
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import type { StoreAddress } from '../../../store/address.js'
import type { Store } from '../../../store/store.js'
import type { JobQueue } from '../job-queue.js'
import type { PersistInto } from '../persist-results.js'
import { QUEUE_PREFIX, TRIAL_QUEUE, type TrialJob, type TrialJobAnswer } from './job.js'
import { outstandingJobs } from './outstanding-jobs.js'
import { queueConnection, QUEUE_TIMING, type QueueTiming } from './queue-options.js'
import { type SweepFiles, offerData } from './sweep-data.js'

export interface Coordinator {
  readonly store: Store
  /** Of the same store. */
  readonly address: StoreAddress
  readonly persist: PersistInto | null
  /** The data files of the sweep, for workers that cannot read them by their path. */
  readonly files: () => Promise<SweepFiles>
  readonly clock: Clock
  readonly log: Logger
  readonly timing?: QueueTiming
}

export const distributedQueue = (inputs: Coordinator): JobQueue => ({
  run: async (chunks, onDone, onFailed, signal) => {
    const { store, address, persist, clock, log, timing = QUEUE_TIMING } = inputs
    const connection = queueConnection(address)
    const queue = new Queue<TrialJob, TrialJobAnswer>(TRIAL_QUEUE, { connection, prefix: QUEUE_PREFIX })
    const events = new QueueEvents(TRIAL_QUEUE, { connection, prefix: QUEUE_PREFIX })
    // Both go on by themselves when their server is back.
    queue.on('error', () => undefined)
    events.on('error', () => undefined)
    const jobs = chunks.map((chunk): TrialJob => ({ format: 1, chunk, persist }))
    const ended = new AbortController()
    const whole = AbortSignal.any([signal, ended.signal])
    const markets = new Set(chunks.map(({ spec }) => spec.market))
    const offered = offerData({ store, markets: [...markets], files: inputs.files, clock, log, signal: whole })
    try {
      const outstanding = outstandingJobs(jobs, { store, queue, clock, timing, signal, onDone, onFailed })
      events.on('completed', ({ jobId }) => outstanding.hasEnded(jobId))
      events.on('failed', ({ jobId }) => outstanding.hasEnded(jobId))
      await outstanding.settle()
    } finally {
      ended.abort()
      await offered
      await Promise.all([queue.disconnect(), events.disconnect()])
      await Promise.allSettled([queue.close(), events.close()])
    }
  },
})
