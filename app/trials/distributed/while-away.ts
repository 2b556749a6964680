/** Calls of the store that outlast its absence. */
import type { Clock } from '../../../lib/clock.js'
import { retryWhile } from '../../../lib/retry.js'
import { HOUR_MS } from '../../../lib/time-units.js'
import { SepError } from '../../../model/error-codes.js'

const isAway = (error: unknown): error is SepError => error instanceof SepError && error.code === 'store-unavailable'

/** `act` must be idempotent. Rejects when the signal aborts. */
export const whileAway = <T>(clock: Clock, signal: AbortSignal, act: () => Promise<T>): Promise<T> =>
  retryWhile(isAway, act, { clock, signal, patienceMs: HOUR_MS })
