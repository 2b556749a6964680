import { readFileSync, statSync } from 'node:fs'
import { CodedError } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'

/** The form of a token. */
const TOKEN = /^[\x21-\x7e]{8,512}$/

export interface TokenFile {
  readonly token: string
  /** Null where the file's permissions are right. */
  readonly warning: string | null
}

/** The access token in a file, trimmed. No message contains the file's text. */
export const readTokenFile = (path: string): TokenFile => {
  try {
    const { mode } = statSync(path)
    const token = readFileSync(path, 'utf8').trim()
    if (!TOKEN.test(token))
      throw new SepError('bad-config', `${path}: not an access token: one line of 8 to 512 printable characters`)
    const open = (mode & 0o077) !== 0
    return { token, warning: open ? `${path}: others than you can read the token: chmod 600` : null }
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new SepError('bad-config', `${path}: ${(error as NodeJS.ErrnoException).code}: the token cannot be read`)
  }
}
