import { readFileSync, statSync } from 'node:fs'
import { CodedError } from '../../lib/errors.js'
import { hideSecret } from '../../lib/log/secret-values.js'
import { SepError } from '../../model/error-codes.js'

/** The form of a token. */
const TOKEN = /^[\x21-\x7e]{8,512}$/
const ACCOUNT = /^\d{3}-\d{3}-\d{1,12}-\d{3}$/
/** Every token of OANDA seen so far; the form is not documented. */
const OF_OANDA = /^[0-9a-f]{32}-[0-9a-f]{32}$/

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
    if (ACCOUNT.test(token))
      throw new SepError(
        'bad-config',
        `${path}: holds an account id; the access token is another text, made under "API access"`,
      )
    hideSecret(token)
    const open = (mode & 0o077) !== 0
    return { token, warning: open ? `${path}: others than you can read the token: chmod 600` : null }
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new SepError('bad-config', `${path}: ${(error as NodeJS.ErrnoException).code}: the token cannot be read`)
  }
}

/** False for a text that is hardly a token of OANDA: cut off, of another service, or a password. */
export const looksLikeOandaToken = (token: string): boolean => OF_OANDA.test(token)
