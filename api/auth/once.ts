/** What works once: tickets that open a WebSocket, and login links. Two processes on one store never both accept the same. */
import type { Clock } from '../../lib/clock.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { unpack } from '../../store/pack.js'
import { setWrite } from '../../store/set-write.js'
import type { Store } from '../../store/store.js'
import { type Caller, SCOPES } from '../routes/route.js'
import { digestOf, newSecret } from './secret.js'
import type { LoginLink } from './token-lines.js'

type OnceStore = Pick<Store, 'get' | 'write' | 'writeIf'>

export interface Tickets {
  readonly issue: (caller: Caller) => Promise<{ ticket: string; expiresMs: number }>
  /** Null: unknown, used or too old. */
  readonly redeem: (ticket: string) => Promise<RedeemedTicket | null>
}

export interface RedeemedTicket extends Pick<Caller, 'name' | 'scope'> {
  /** Digest of the token or session that it was issued to. */
  readonly credential: string | null
}

export const ticketsIn = (store: OnceStore, clock: Clock): Tickets => ({
  issue: async ({ name, scope, credential }) => {
    const ticket = newSecret()
    const value = { name, scope, credential: credential?.sha256 ?? null }
    await store.write([setWrite(KEYS.ticket, { sha256: digestOf(ticket) }, value)])
    return { ticket, expiresMs: Math.floor(clock.nowMs()) + (KEYS.ticket.ttlMs as number) }
  },
  redeem: async (ticket) => {
    const key = keyName(KEYS.ticket, { sha256: digestOf(ticket) })
    const bytes = await store.get(key)
    if (bytes === null) return null
    if (!(await store.writeIf([[key, new TextDecoder().decode(bytes)]], [{ op: 'delete', key }]))) return null
    const { name, scope, credential } = unpack(KEYS.ticket, bytes)
    const known = SCOPES.find((one) => one === scope)
    return known === undefined ? null : { name, scope: known, credential }
  },
})

export interface LoginLinks {
  /** A code for `/login?code=`. */
  readonly make: (name: string) => Promise<string>
  /** The name that it was made for; null: unknown, used or too old. `links`: those of the token file. */
  readonly redeem: (code: string, links: readonly LoginLink[]) => Promise<string | null>
}

/** `startedMs`: a process that remembers in memory alone refuses links of a file from before it. */
export const loginLinksIn = (store: OnceStore, clock: Clock, startedMs: number): LoginLinks => ({
  make: async (name) => {
    const code = newSecret()
    await store.write([setWrite(KEYS.login, { sha256: digestOf(code) }, { name, used: false })])
    return code
  },
  redeem: async (code, links) => {
    const sha256 = digestOf(code)
    const key = keyName(KEYS.login, { sha256 })
    const bytes = await store.get(key)
    const made = bytes === null ? null : unpack(KEYS.login, bytes)
    const link = links.find((one) => one.sha256 === sha256 && isOpen(one, clock.nowMs(), startedMs))
    const name = made === null ? link?.link : made.used ? undefined : made.name
    if (name === undefined) return null
    const used = setWrite(KEYS.login, { sha256 }, { name, used: true })
    const before = bytes === null ? null : new TextDecoder().decode(bytes)
    return (await store.writeIf([[key, before]], [used])) ? name : null
  },
})

/** A used link is remembered as long as it could be open. */
const isOpen = ({ created, expires }: LoginLink, nowMs: number, startedMs: number): boolean => {
  const createdMs = Date.parse(created)
  const endMs = Math.min(Date.parse(expires), createdMs + (KEYS.login.ttlMs as number))
  return createdMs >= startedMs && createdMs <= nowMs && nowMs < endMs
}
