/** Tries again while the store is away or full, for so long and no longer. */
import type { Clock } from './clock.js'
import type { SepError } from './errors.js'
import { isStoreFault } from './store-fault.js'

export interface Patience {
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** How long before the last failure is thrown, ms. */
  readonly patienceMs?: number
  /** Told at each failed attempt. */
  readonly onWaiting?: (error: SepError) => void
}

const RETRY_MS = 250
const PATIENCE_MS = 60_000

/** `act` may be repeated: what had arrived after all does no harm. */
export const patiently = async <T>(act: () => Promise<T>, patience: Patience): Promise<T> => {
  const { clock, signal, patienceMs = PATIENCE_MS, onWaiting } = patience
  const since = clock.monotonicMs()
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!isStoreFault(error) || clock.monotonicMs() - since > patienceMs) throw error
      onWaiting?.(error)
      await clock.sleep(RETRY_MS, signal)
    }
  }
}
