import type { Clock } from './clock.js'

/** Resolves true after `ms` by the clock, false as soon as the signal aborts; never rejects. */
export const pause = (clock: Clock, ms: number, signal?: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve(false)
    // One listener per wait, without a second one by `sleep`: many parts wait on one signal, and Node warns above ten listeners.
    const asleep = new AbortController()
    const stop = () => {
      resolve(false)
      asleep.abort()
    }
    signal?.addEventListener('abort', stop, { once: true })
    const done = (slept: boolean) => {
      signal?.removeEventListener('abort', stop)
      resolve(slept)
    }
    clock.sleep(ms, asleep.signal).then(
      () => done(true),
      () => done(false),
    )
  })
