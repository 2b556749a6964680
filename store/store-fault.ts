/** Faults of a store that is unreachable, silent, full or read-only. It may recover: writes that failed can be repeated then. */
import { type RetryOptions, retryWhile } from '../lib/retry.js'
import { SepError } from '../model/error-codes.js'

export const isStoreFault = (error: unknown): error is SepError =>
  error instanceof SepError && (error.code === 'store-unavailable' || error.code === 'store-refused')

export type StoreRetry = RetryOptions<SepError>

/** Runs work that may be skipped and made up for later: a store fault is reported, not thrown. */
export const bestEffort = (act: () => Promise<void>, onFault: (error: SepError) => void): Promise<void> =>
  act().catch((error: unknown) => {
    if (!isStoreFault(error)) throw error
    onFault(error)
  })

/** Repeats `act` while the store is unreachable or full. */
export const retryStore = <T>(act: () => Promise<T>, options: StoreRetry): Promise<T> =>
  retryWhile(isStoreFault, act, options)
