/**
 * The token file: JSON lines. It only grows: a token, a login link, or the revocation of all that bear a name so far. Who edits it by
 * hand may delete a line, which revokes it too.
 */
import { z } from 'zod'
import { SCOPES } from '../routes/route.js'

const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: 'sha256: 64 hexadecimal digits' })
const time = z.iso.datetime({ error: 'a time like 2026-01-02T03:04:05Z' })

export const tokenNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, { error: 'a name has 1 to 64 letters, digits and _ . -' })
export const tokenScopeSchema = z.enum(SCOPES).exclude(['public'])

export const tokenSchema = z.strictObject({
  name: tokenNameSchema,
  scope: tokenScopeSchema,
  sha256: digest,
  created: time,
  expires: time.optional(),
})
export type Token = z.output<typeof tokenSchema>

/** A login link that works once. */
const linkSchema = z.strictObject({ link: tokenNameSchema, sha256: digest, created: time, expires: time })
export type LoginLink = z.output<typeof linkSchema>

const revokeSchema = z.strictObject({ revoke: tokenNameSchema, at: time })
const lineSchema = z.union([tokenSchema, linkSchema, revokeSchema])
export type TokenLine = z.output<typeof lineSchema>

export interface TokenBook {
  readonly tokens: readonly Token[]
  readonly links: readonly LoginLink[]
  /** Sessions of this name from before this time, ms, are over. */
  readonly revokedAt: ReadonlyMap<string, number>
  /** One for each line that cannot be read, with its number. No text of the file. */
  readonly faults: readonly string[]
}

export const EMPTY_BOOK: TokenBook = Object.freeze({ tokens: [], links: [], revokedAt: new Map(), faults: [] })

export const readTokenLines = (text: string): TokenBook =>
  text.split('\n').reduce((book, line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return book
    const entry = lineOf(line)
    return entry === null
      ? { ...book, faults: [...book.faults, `line ${index + 1} is neither a token, a link nor a revocation`] }
      : withLine(book, entry)
  }, EMPTY_BOOK)

export const writeTokenLine = (line: TokenLine): string => `${JSON.stringify(line)}\n`

const lineOf = (line: string): TokenLine | null => {
  try {
    return lineSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}

const withLine = (book: TokenBook, entry: TokenLine): TokenBook => {
  if ('link' in entry) return { ...book, links: [...book.links, entry] }
  if ('sha256' in entry) return { ...book, tokens: [...book.tokens.filter(({ name }) => name !== entry.name), entry] }
  return {
    ...book,
    tokens: book.tokens.filter(({ name }) => name !== entry.revoke),
    links: book.links.filter(({ link }) => link !== entry.revoke),
    revokedAt: new Map([...book.revokedAt, [entry.revoke, Date.parse(entry.at)]]),
  }
}
