/** The jobs of a sweep until all are settled. Events only show where to look first: missing one costs time, nothing else. */
import { SECOND_MS } from '../../../lib/time-units.js'
import { type TrialJob, trialJobId } from './job.js'
import { addJob, checkJob, collectResults, type JobsInputs, type Outstanding } from './settle-job.js'

/** In the queue at a time: its memory stays bounded. */
const QUEUED_MAX = 1000
/** Looked at without an event at a time: jobs end in the order they were queued. */
const CHECKED_MAX = 32

export interface OutstandingJobs {
  /** An event of the queue. */
  readonly hasEnded: (jobId: string) => void
  /** Resolves when each trial is done or failed, or when the signal aborts. */
  readonly settle: () => Promise<void>
}

export const outstandingJobs = (jobs: readonly TrialJob[], inputs: JobsInputs): OutstandingJobs => {
  const { queue, clock, timing, signal } = inputs
  const open = new Map<string, Outstanding>()
  const ended = new Set<string>()
  let wake = new AbortController()

  const fill = async (waiting: Outstanding[]): Promise<void> => {
    while (waiting.length > 0 && open.size < QUEUED_MAX && !signal.aborted) {
      const one = waiting.pop()!
      await collectResults(one, inputs)
      if (one.left.size === 0) continue
      open.set(one.id, one)
      await addJob(queue, one.id, one.job, timing)
    }
  }
  const settleAll = async (): Promise<void> => {
    const waiting = jobs.map((job) => ({ id: trialJobId(job), job, left: new Set(job.chunk.trials.keys()) })).reverse()
    while (!signal.aborted && (waiting.length > 0 || open.size > 0)) {
      await fill(waiting)
      wake = new AbortController()
      if (ended.size === 0 && open.size > 0)
        await clock.sleep(timing.checkMs, AbortSignal.any([wake.signal, signal])).catch(() => undefined)
      const now = ended.size > 0 ? [...ended] : [...open.keys()].slice(0, CHECKED_MAX)
      ended.clear()
      for (const id of now) {
        const one = open.get(id)
        if (one) await checkJob(one, inputs)
        if (one?.left.size === 0) open.delete(id)
      }
    }
  }
  /** What nobody waits for any more is not computed. Another coordinator of the sweep queues it again. */
  const withdraw = async (): Promise<void> => {
    await Promise.allSettled([...open.keys()].map((id) => queue.remove(id)))
  }
  return {
    hasEnded: (jobId) => {
      if (!open.has(jobId)) return
      ended.add(jobId)
      wake.abort()
    },
    settle: async () => {
      // The connection of the queue waits for its server for ever; an abort does not.
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      const settled = settleAll().catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      await Promise.race([settled, aborted])
      if (signal.aborted) await Promise.race([settled.then(withdraw), clock.sleep(SECOND_MS)])
    },
  }
}
