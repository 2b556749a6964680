import { SepError } from '../../model/error-codes.js'
import { printableLine } from '../../lib/terminal/printable.js'

/** The error for what a file holds. It quotes the file, so control characters are escaped before they reach a terminal. */
export const badData = (message: string): SepError => new SepError('bad-data', printableLine(message))
