/** Starts a server again that has ended while it was needed. */
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'

/** Waits between starts: doubling from the first to the last. A server that ran for as long as the last is not in a loop of failures. */
const FIRST_WAIT_MS = 500
const LAST_WAIT_MS = 30_000

interface Running {
  readonly ended: Promise<void>
}
export interface KeptRunning<R extends Running> {
  /** The newest one; it may have ended. */
  now(): R
  /** No further start; resolves once a start in progress is over. */
  stop(): Promise<void>
}

/** `again` starts another; its error is logged with the remedy, once until a start succeeds. */
export const keepRunning = <R extends Running>(
  first: R,
  { clock, again, log, place }: { clock: Clock; again: () => Promise<R>; log: Logger; place: string },
): KeptRunning<R> => {
  const stopping = new AbortController()
  const state: { now: R; starting: Promise<void> } = { now: first, starting: Promise.resolve() }
  const start = async (): Promise<void> => {
    state.now = await again()
  }
  const loop = async (): Promise<void> => {
    for (let waitMs = FIRST_WAIT_MS, hasFailed = false; ; waitMs = Math.min(LAST_WAIT_MS, 2 * waitMs)) {
      const fromMs = clock.monotonicMs()
      await state.now.ended
      if (stopping.signal.aborted) return
      if (clock.monotonicMs() - fromMs > LAST_WAIT_MS) waitMs = FIRST_WAIT_MS
      if (!hasFailed) log(`the store ${place} has ended; it is started again`, 'warn')
      await clock.sleep(waitMs, stopping.signal)
      const started = start()
      state.starting = started.catch(() => undefined)
      try {
        await started
        hasFailed = false
        log(`the store ${place} is running again`)
      } catch (error) {
        if (!hasFailed)
          log(`${(error as Error).message}; tried until it starts (docs/error-codes.md, store-unavailable)`, 'warn')
        hasFailed = true
      }
    }
  }
  // Only a wait that is aborted rejects.
  loop().catch(() => undefined)
  return {
    now: () => state.now,
    stop: () => {
      stopping.abort()
      return state.starting
    },
  }
}
