/** A bounded wait that leaves no timer behind. */
import type { Clock } from './clock.js'

/** The promise, or `late()` if it takes longer than `ms`. */
export const within = async <T>(
  clock: Clock,
  ms: number,
  promise: Promise<T>,
  late: () => T | Promise<T>,
): Promise<T> => {
  const done = new AbortController()
  const timer = clock.sleep(ms, done.signal).then(late, () => promise)
  try {
    return await Promise.race([promise, timer])
  } finally {
    done.abort()
  }
}
