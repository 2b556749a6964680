/** A bounded wait that leaves no timer behind. */
import type { Clock } from './clock.js'

/**
 * The promise, or `late()` if it takes longer than `ms`. A process that was paused finds the answer and the end of the time together: what
 * has arrived counts.
 */
export const within = async <T>(
  clock: Clock,
  ms: number,
  promise: Promise<T>,
  late: () => T | Promise<T>,
): Promise<T> => {
  const done = new AbortController()
  const end = async (): Promise<T> => {
    await clock.yield()
    return done.signal.aborted ? promise : late()
  }
  const timer = clock.sleep(ms, done.signal).then(end, () => promise)
  try {
    return await Promise.race([promise, timer])
  } finally {
    done.abort()
  }
}
