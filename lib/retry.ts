/** Repeats an action while its failures are transient, for a bounded time. */
import { MINUTE_MS } from './time-units.js'
import type { Clock } from './clock.js'

export interface RetryOptions<Fault extends Error> {
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** Time after which a failure is thrown, ms. */
  readonly patienceMs?: number
  /** Called after each failed attempt. */
  readonly onWaiting?: (error: Fault) => void
}

const RETRY_MS = 250
const PATIENCE_MS = MINUTE_MS

/** `act` must be idempotent: a failed attempt may have taken effect. */
export const retryWhile = async <T, Fault extends Error>(
  isTransient: (error: unknown) => error is Fault,
  act: () => Promise<T>,
  { clock, signal, patienceMs = PATIENCE_MS, onWaiting }: RetryOptions<Fault>,
): Promise<T> => {
  const since = clock.monotonicMs()
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!isTransient(error) || clock.monotonicMs() - since > patienceMs) throw error
      onWaiting?.(error)
      await clock.sleep(RETRY_MS, signal)
    }
  }
}
