/** Bearer tokens and the accounts they open. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { forbidden, unauthorised } from '../wire/errors.js'

export interface Token {
  readonly token: string
  /** Empty = all accounts. */
  readonly accounts: readonly string[]
  /** Whether it may set fault rules; default: only a token of all accounts. */
  readonly faults?: boolean
}

/** Throws 401 for a token that is not known, 403 for one without the scope. */
export const checkFaultsScope = (tokens: readonly Token[], header: string | undefined): void => {
  const opened = openedBy(tokens, [])
  opened(header)
  const allowed = tokens.filter(({ accounts, faults = accounts.length === 0 }) => faults)
  try {
    openedBy(allowed, [])(header)
  } catch {
    throw forbidden()
  }
}

/** Resolves a header to the accounts it opens among `all`; throws 401 if it opens none. */
export const openedBy = (
  tokens: readonly Token[],
  all: Iterable<string>,
): ((header: string | undefined) => ReadonlySet<string>) => {
  const known = tokens.map(({ token, accounts }) => ({ digest: digestOf(token), accounts }))
  const ids = [...all]
  return (header) => {
    const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
    if (given === undefined) throw unauthorised()
    const digest = digestOf(given)
    // Compare all of them, so that timing reveals nothing about a near match.
    const hits = known.filter((one) => timingSafeEqual(one.digest, digest))
    if (hits.length === 0) throw unauthorised()
    return new Set(hits.flatMap(({ accounts }) => (accounts.length > 0 ? accounts : ids)))
  }
}

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()
