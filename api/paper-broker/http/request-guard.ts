/** Checks that run before a request: rate limit, token, account. Also holds the server's shared state. */
import type { Request } from 'express'
import type { AccountBook } from '../account/account-book.js'
import type { PaperBroker } from '../broker.js'
import { forbidden, invalid, WireError } from '../wire/errors.js'
import type { Faults } from '../faults/faults.js'
import { rateLimit } from './rate-limit.js'
import { openedBy, type Token } from '../account/tokens.js'

const REQUESTS_PER_SECOND = 120
const ACCOUNT = /^\d{3}-\d{3}-\d{1,12}-\d{3}$/

export interface RequestGuard {
  readonly broker: PaperBroker
  readonly faults: Faults
  /** Offset of the server's dates, set by a fault. */
  skewMs(): number
  /** Throws 429 above 120 requests per second (broker clock) and client address. */
  count(request: Request): void
  /** The accounts that the request's token opens; throws 401. */
  accounts(request: Request): readonly AccountBook[]
  /** The account in the path; throws 400 for a malformed id, 403 for an account that the token does not open. */
  account(request: Request): AccountBook
}

export const createRequestGuard = (
  broker: PaperBroker,
  tokens: readonly Token[],
  faults: Faults,
  skewMs: () => number,
): RequestGuard => {
  const opened = openedBy(tokens, broker.accounts.keys())
  const limits = new Map<string, () => boolean>()
  const accounts = (request: Request): readonly AccountBook[] => {
    const allowed = opened(request.get('Authorization'))
    return [...broker.accounts.values()].filter(({ id }) => allowed.has(id))
  }
  return {
    broker,
    faults,
    skewMs,
    accounts,
    count: (request) => {
      const address = request.socket.remoteAddress ?? ''
      const take = limits.get(address) ?? rateLimit(broker.clock, REQUESTS_PER_SECOND, REQUESTS_PER_SECOND)
      limits.set(address, take)
      if (!take()) throw tooMany()
    },
    account: (request) => {
      const own = accounts(request)
      const id = String(request.params['accountID'])
      if (!ACCOUNT.test(id)) throw invalid('accountID')
      const account = own.find((one) => one.id === id)
      if (!account) throw forbidden()
      return account
    },
  }
}

export const tooMany = () => new WireError(429, 'The rate of requests is above what is allowed')
