/** Who asks, and may they: tokens, sessions, login links, tickets, and the origin of a request. */
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import type { Logger } from '../../lib/logger.js'
import { memoryStore } from '../../store/memory/store.js'
import type { Store } from '../../store/store.js'
import { ApiError } from '../routes/api-error.js'
import type { Caller } from '../routes/route.js'
import { credentialsOf } from './credentials.js'
import { loginLinksIn, type RedeemedTicket, type Tickets, ticketsIn } from './once.js'
import { bearerOf, checkOrigin, isFromHere, isOwnOrigin } from './place.js'
import { sessionsIn } from './sessions.js'
import type { Token, TokenBook } from './token-lines.js'
import { watchTokens } from './token-watch.js'

export interface AuthorityInputs {
  /** The address that is listened on. */
  readonly host: string
  readonly tokenFile?: string
  /** Where sessions, tickets and used links are kept; without one in memory. */
  readonly store?: Store
  /** Origins besides the own one. */
  readonly origins?: readonly string[]
  /** Pages that are opened from this machine are logged in by themselves, with scope admin: the demo, where no money is. */
  readonly logsIn?: boolean
  readonly clock: Clock
  readonly log: Logger
}

export interface Authority {
  /** Nobody has scope `public`; where reads are open `read`. Throws `bad-token` or `foreign-origin`. */
  readonly authorize: (request: IncomingMessage) => Promise<Caller>
  /** Of a WebSocket: besides a ticket `?ticket=`, and the page's own Origin where it logs in by itself. Throws `unauthorized` too. */
  readonly authorizeUpgrade: (request: IncomingMessage) => Promise<Caller>
  /** Has the token not been revoked, and does the session not end? For connections that stay open. */
  readonly stillValid: (caller: Caller) => Promise<boolean>
  /** Reads need no token for this request. */
  readonly isOpen: (request: IncomingMessage) => boolean
  readonly issueTicket: Tickets['issue']
  /** Secret of a session that follows from the code of a login link; null: it does not work. */
  readonly logIn: (code: string) => Promise<string | null>
  /** The secret for a page that is logged in by itself; null: not for this request. */
  readonly ownSession: (request: IncomingMessage) => Promise<string | null>
  readonly logOut: (caller: Caller) => Promise<void>
  /** A code for `/login?code=`, for the one who started the process. */
  readonly loginCode: () => Promise<string>
  /** Tokens without their digests; `lastUsedMs` null: not since the start. */
  readonly tokens: () => readonly (Omit<Token, 'sha256'> & { lastUsedMs: number | null })[]
}

/** Name of the session of the demo's page, and of links that a process prints at its start. */
const PAGE = 'page'

export const authority = (inputs: AuthorityInputs): Authority => {
  const { host, clock, origins = [], log } = inputs
  const store = inputs.store ?? memoryStore({ clock })
  const book = watchTokens(inputs.tokenFile, clock, log)
  const sessions = sessionsIn(store, clock)
  const tickets = ticketsIn(store, clock)
  const links = loginLinksIn(store, clock, inputs.store ? 0 : clock.nowMs())
  const credentials = credentialsOf(book, sessions, clock)

  const isOpen = (request: IncomingMessage): boolean => isFromHere(request, host)
  const known = async (request: IncomingMessage): Promise<Caller | null> => {
    checkOrigin(request, origins)
    const bearer = bearerOf(request)
    return bearer === undefined ? credentials.ofSession(request) : credentials.ofToken(bearer)
  }
  const ofTicket = async (secret: string): Promise<Caller> => {
    const ticket = await tickets.redeem(secret)
    if (ticket === null) throw new ApiError('bad-token', 'the ticket is unknown, used or older than 30 s')
    return callerOfTicket(ticket, book())
  }
  const page = { secret: null as string | null }
  return {
    isOpen,
    issueTicket: tickets.issue,
    stillValid: credentials.stillValid,
    loginCode: () => links.make(PAGE),
    authorize: async (request) => {
      const open = isOpen(request)
      const mayBeNobody = open && READS.has(request.method ?? '')
      return (await known(request).catch(mayBeNobody ? nullWithoutStore : thrown)) ?? nobody(open ? 'read' : 'public')
    },
    authorizeUpgrade: async (request) => {
      const ticket = new URL(request.url ?? '/', 'ws://sep').searchParams.get('ticket')
      const caller = (await known(request)) ?? (ticket === null ? null : await ofTicket(ticket))
      if (caller !== null) return caller
      if (inputs.logsIn === true && isOpen(request) && isOwnOrigin(request, [])) return nobody('read')
      throw new ApiError('unauthorized', 'a ticket, a token or a session is needed')
    },
    logIn: async (code) => {
      const name = await links.redeem(code, book().links)
      return name === null ? null : sessions.open(name, 'control')
    },
    ownSession: async (request) => {
      if (inputs.logsIn !== true || !isOpen(request) || (await credentials.ofSession(request)) !== null) return null
      // One for all: pages that are opened again and again do not fill the memory.
      if (page.secret === null || !(await credentials.hasSession(page.secret)))
        page.secret = await sessions.open(PAGE, 'admin')
      return page.secret
    },
    logOut: async ({ credential }) => {
      if (credential?.kind === 'session') await sessions.close(credential.sha256)
    },
    tokens: () =>
      book().tokens.map(({ sha256: _digest, ...token }) => ({
        ...token,
        lastUsedMs: credentials.lastUsedMs(token.name),
      })),
  }
}

const READS = new Set(['GET', 'HEAD'])

/** Open reads need no session: they answer while the store is away. */
const nullWithoutStore = (error: unknown): null => {
  if (error instanceof CodedError && error.code === 'store-unavailable') return null
  throw error
}
const thrown = (error: unknown): never => {
  throw error
}

const nobody = (scope: Caller['scope']): Caller => Object.freeze({ name: null, scope })

/** It lives as long as the token or session that it was issued to. */
const callerOfTicket = (ticket: RedeemedTicket, { tokens }: TokenBook): Caller => {
  const { name, scope, credential: sha256 } = ticket
  if (sha256 === null) return { name, scope }
  const kind = tokens.some((token) => token.sha256 === sha256) ? 'token' : 'session'
  return { name, scope, credential: { kind, sha256, csrf: null, expiresMs: null } }
}
