/** Sessions of pages, in the store, so that every process on it knows them; and in the memory of a process without one. */
import type { Clock } from '../../lib/clock.js'
import { HOUR_MS, MINUTE_MS } from '../../lib/time-units.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { unpack } from '../../store/pack.js'
import { setWrite } from '../../store/set-write.js'
import type { Store } from '../../store/store.js'
import { type Scope, SCOPES } from '../routes/route.js'
import { digestOf, newSecret } from './secret.js'

export interface Session {
  readonly name: string
  readonly scope: Scope
  readonly createdMs: number
  /** When it ends if it is not used. */
  readonly expiresMs: number
  readonly sha256: string
}

export interface Sessions {
  /** Gives the secret for the cookie, which nothing keeps. */
  readonly open: (name: string, scope: Scope) => Promise<string>
  /** Null: there is none, or it is over. Using it prolongs it. */
  readonly find: (secret: string) => Promise<Session | null>
  /** By the digest of its secret, without prolonging it. */
  readonly look: (sha256: string) => Promise<Session | null>
  readonly close: (sha256: string) => Promise<void>
}

export const SESSION_MS = 12 * HOUR_MS
const IDLE_MS = HOUR_MS
/** It is written down this often that a session is in use. */
const SEEN_MS = MINUTE_MS

type Sessioned = Pick<Store, 'get' | 'write' | 'writeIf'>

export const sessionsIn = (store: Sessioned, clock: Clock): Sessions => {
  const nameOf = (sha256: string): string => keyName(KEYS.session, { sha256 })
  const read = async (sha256: string) => {
    const bytes = await store.get(nameOf(sha256))
    if (bytes === null) return null
    const kept = unpack(KEYS.session, bytes)
    const scope = SCOPES.find((one) => one === kept.scope)
    const expiresMs = Math.min(kept.createdMs + SESSION_MS, kept.seenMs + IDLE_MS)
    return scope === undefined || clock.nowMs() >= expiresMs ? null : { bytes, kept, scope, expiresMs }
  }
  const look = async (sha256: string): Promise<Session | null> => {
    const found = await read(sha256)
    if (found === null) return null
    const { kept, scope, expiresMs } = found
    return { name: kept.name, scope, createdMs: kept.createdMs, expiresMs, sha256 }
  }
  return {
    look,
    open: async (name, scope) => {
      const secret = newSecret()
      const nowMs = Math.floor(clock.nowMs())
      await store.write([
        setWrite(KEYS.session, { sha256: digestOf(secret) }, { name, scope, createdMs: nowMs, seenMs: nowMs }),
      ])
      return secret
    },
    find: async (secret) => {
      const sha256 = digestOf(secret)
      const found = await read(sha256)
      if (found === null) return null
      const nowMs = Math.floor(clock.nowMs())
      if (nowMs - found.kept.seenMs >= SEEN_MS) {
        // Only over what was read: a session that is closed meanwhile stays closed.
        const key = nameOf(sha256)
        await store.writeIf(
          [[key, new TextDecoder().decode(found.bytes)]],
          [setWrite(KEYS.session, { sha256 }, { ...found.kept, seenMs: nowMs })],
        )
      }
      return look(sha256)
    },
    close: (sha256) => store.write([{ op: 'delete', key: nameOf(sha256) }]),
  }
}
