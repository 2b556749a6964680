/** Changes a token file: new tokens and login links, revocation. A secret is given out once. */
import { existsSync } from 'node:fs'
import { isoTime } from '../../lib/iso-time.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { SepError } from '../../model/error-codes.js'
import { digestOf, newSecret } from './secret.js'
import { appendTokenLine, readTokens } from './token-file.js'
import { EMPTY_BOOK, type Token, type TokenBook, tokenNameSchema } from './token-lines.js'

const LINK_MS = 10 * MINUTE_MS

export const newToken = (
  file: string,
  { name, scope, expiresMs }: { name: string; scope: Token['scope']; expiresMs?: number },
  nowMs: number,
): string => {
  checkName(name)
  if (bookOf(file).tokens.some((token) => token.name === name))
    throw new SepError('bad-argument', `${file} has a token ${name}; revoke it first, or choose another name`)
  if (expiresMs !== undefined && expiresMs <= nowMs)
    throw new SepError('bad-argument', `--expires ${isoTime(expiresMs)} is past`)
  const secret = newSecret()
  const expires = expiresMs === undefined ? {} : { expires: isoTime(expiresMs) }
  appendTokenLine(file, { name, scope, sha256: digestOf(secret), created: isoTime(nowMs), ...expires })
  return secret
}

/** The code of a link that works once; `name`: of the session, for the journal and for `revokeName`. */
export const newLoginCode = (file: string, name: string, nowMs: number): { code: string; expiresMs: number } => {
  checkName(name)
  bookOf(file)
  const code = newSecret()
  const expiresMs = nowMs + LINK_MS
  appendTokenLine(file, { link: name, sha256: digestOf(code), created: isoTime(nowMs), expires: isoTime(expiresMs) })
  return { code, expiresMs }
}

/** The token of this name, links that are still open, and their sessions. */
export const revokeName = (file: string, name: string, nowMs: number): void => {
  checkName(name)
  const { tokens, links } = readTokens(file)
  if (![...tokens.map((token) => token.name), ...links.map(({ link }) => link)].includes(name))
    throw new SepError('missing-data', `${file} has no token or link ${name}`)
  appendTokenLine(file, { revoke: name, at: isoTime(nowMs) })
}

const bookOf = (file: string): TokenBook => (existsSync(file) ? readTokens(file) : EMPTY_BOOK)

const checkName = (name: string): void => {
  const { error } = tokenNameSchema.safeParse(name)
  if (error) throw new SepError('bad-argument', `${name}: ${error.issues[0]?.message ?? 'not a name'}`)
}
