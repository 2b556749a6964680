import type { Clock } from '../graph/clock.js'

/** Resolves true after `ms` by the clock, false as soon as the signal aborts; never rejects. */
export const pause = (clock: Clock, ms: number, signal?: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve(false)
    const stop = () => resolve(false)
    signal?.addEventListener('abort', stop, { once: true })
    const done = (slept: boolean) => {
      signal?.removeEventListener('abort', stop)
      resolve(slept)
    }
    clock.sleep(ms, signal).then(
      () => done(true),
      () => done(false),
    )
  })
