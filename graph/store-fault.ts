/** A store that is away, silent, full or read-only: it may come back, and what was not written can be written then. */
import { SepError } from './errors.js'

export const isStoreFault = (error: unknown): error is SepError =>
  error instanceof SepError && (error.code === 'store-unavailable' || error.code === 'store-refused')
