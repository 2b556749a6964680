/** What is timed around a live slice: waits for a core, waits for the store, lag of the event loop. */
import { readFileSync } from 'node:fs'
import { systemClock } from '../../../lib/clock.js'
import type { Store } from '../../../store/store.js'

/** Time that this thread has waited for a core; 0 if the system does not report it. */
export const queuedMs = (): number => {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[1]) / 1e6
  } catch {
    return 0
  }
}

/** Delay of a one-millisecond timer, excluding the time spent waiting for a core. */
export const lagMeter = () => {
  const lateMs: number[] = []
  return {
    lateMs,
    run: async (signal: AbortSignal) => {
      while (!signal.aborted) {
        const [since, queued] = [performance.now(), queuedMs()]
        await systemClock.sleep(1)
        lateMs.push(Math.max(0, performance.now() - since - 1 - (queuedMs() - queued)))
      }
    },
  }
}

export const percentile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** Measures for how long any store call of the order path is in flight. */
export const waiting = () => {
  let calls = 0
  let since = 0
  let total = 0
  const timed =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (calls++ === 0) since = performance.now()
      try {
        return await call(...args)
      } finally {
        if (--calls === 0) total += performance.now() - since
      }
    }
  return {
    reset: () => {
      total = 0
      since = performance.now()
    },
    ms: () => total + (calls > 0 ? performance.now() - since : 0),
    through: (store: Store): Store => ({
      ...store,
      get: timed(store.get),
      claim: timed(store.claim),
      flush: timed(store.flush),
      fencedAppend: timed(store.fencedAppend),
    }),
  }
}
