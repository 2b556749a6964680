/** How the distributed queue talks to its server, and how long it waits for whom. */
import type { StoreAddress } from '../../../store/address.js'
import { HOUR_MS, SECOND_MS } from '../../../lib/time-units.js'

export interface QueueTiming {
  /** A worker renews the lock of its job at half of it; without that another one may take the job. */
  readonly lockMs: number
  /** How often jobs without a lock are looked for. */
  readonly stalledMs: number
  /** Longest wait of an idle worker for a job before it asks again. */
  readonly drainMs: number
  /** How long an ended job is kept. Only as long is the same job, queued again, ignored. */
  readonly keepMs: number
  /** How often a coordinator looks for jobs whose event it has missed. */
  readonly checkMs: number
  /** How often a worker reports that it lives. */
  readonly beatMs: number
  /** How long a worker that lacks the data of a sweep waits for them. */
  readonly dataMs: number
  /** Wait before a job that failed on one worker is tried on the next. */
  readonly retryMs: number
}
export const QUEUE_TIMING: QueueTiming = Object.freeze({
  lockMs: 5 * SECOND_MS,
  stalledMs: 5 * SECOND_MS,
  drainMs: 5 * SECOND_MS,
  keepMs: HOUR_MS,
  checkMs: 2 * SECOND_MS,
  beatMs: SECOND_MS,
  dataMs: 30 * SECOND_MS,
  retryMs: SECOND_MS,
})

/** Unlike those of the store these connections wait for their server for as long as it takes: a queued job loses nothing by that. */
export const queueConnection = (address: StoreAddress) => {
  const common = {
    maxRetriesPerRequest: null,
    db: address.database,
    retryStrategy: (times: number) => Math.min(50 * times, 1000),
  }
  if (address.kind === 'socket') return { ...common, path: address.path }
  const { host, port, username, password, tls } = address
  return {
    ...common,
    host,
    port,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  }
}
