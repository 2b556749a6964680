import { SepError } from '../model/error-codes.js'

/** The error for a file or folder that cannot be read. */
export const unreadable = (path: string, error: unknown): SepError =>
  new SepError(
    'missing-data',
    `${path === '' ? 'an empty path' : path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}: cannot be read`,
  )
