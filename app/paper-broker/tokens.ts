/** The tokens that the paper broker accepts. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Token } from '../../api/paper-broker/account/tokens.js'
import { hideSecret } from '../../lib/log/secret-values.js'
import { SepError } from '../../model/error-codes.js'

/** A word of a token's line: it may set fault rules. */
const FAULTS = 'faults'
const TOKEN = /^[\x21-\x7e]{4,512}$/

/**
 * Tokens from flags and from `file`: one per line, optionally followed by the accounts it may use, and by `faults`.
 * Without any, a random one is generated.
 */
export const brokerTokens = (given: readonly string[], file: string | undefined): readonly Token[] => {
  const tokens = [
    ...given.map((token) => checked({ token, accounts: [] }, '--token')),
    ...(file === undefined ? [] : readTokens(file)),
  ]
  return tokens.length > 0 ? tokens : [{ token: randomBytes(24).toString('hex'), accounts: [] }]
}

const readTokens = (file: string): Token[] => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new SepError('bad-config', `${file}: ${(error as NodeJS.ErrnoException).code}: the tokens cannot be read`)
  }
  const tokens = text.split('\n').flatMap((line) => {
    const [token, ...words] = line.split(/\s+/).filter((word) => word !== '')
    if (token === undefined || token.startsWith('#')) return []
    const accounts = words.filter((word) => word !== FAULTS)
    return [checked({ token, accounts, ...(words.includes(FAULTS) ? { faults: true } : {}) }, file)]
  })
  if (tokens.length === 0) throw new SepError('bad-config', `${file}: contains no token`)
  return tokens
}

/** No message contains the token. */
const checked = (token: Token, where: string): Token => {
  if (!TOKEN.test(token.token))
    throw new SepError('bad-argument', `${where}: a token has 4 to 512 printable characters, no spaces`)
  hideSecret(token.token)
  return token
}
