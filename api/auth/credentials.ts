/** Tokens and sessions as callers. */
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../lib/clock.js'
import { ApiError } from '../routes/api-error.js'
import type { Caller } from '../routes/route.js'
import { sessionCookies } from './cookies.js'
import { digestOf, isSameDigest } from './secret.js'
import type { Session, Sessions } from './sessions.js'
import type { Token, TokenBook } from './token-lines.js'

export interface Credentials {
  /** Throws `bad-token`. */
  readonly ofToken: (secret: string) => Caller
  readonly ofSession: (request: IncomingMessage) => Promise<Caller | null>
  readonly hasSession: (secret: string) => Promise<boolean>
  readonly stillValid: (caller: Caller) => Promise<boolean>
  /** Null: not since the start. */
  readonly lastUsedMs: (name: string) => number | null
}

export const credentialsOf = (book: () => TokenBook, sessions: Sessions, clock: Clock): Credentials => {
  const lastUsed = new Map<string, number>()
  const isRevoked = ({ name, createdMs }: Session): boolean => createdMs <= (book().revokedAt.get(name) ?? -1)
  const sessionOf = async (secret: string): Promise<Session | null> => {
    const session = await sessions.find(secret)
    return session === null || isRevoked(session) ? null : session
  }
  return {
    lastUsedMs: (name) => lastUsed.get(name) ?? null,
    hasSession: async (secret) => (await sessionOf(secret)) !== null,
    ofToken: (secret) => {
      const sha256 = digestOf(secret)
      const token = book().tokens.filter((one) => isSameDigest(one.sha256, sha256))[0]
      if (token === undefined || isExpired(token, clock.nowMs()))
        throw new ApiError('bad-token', 'the token is unknown, expired or revoked')
      lastUsed.set(token.name, Math.floor(clock.nowMs()))
      return callerOfToken(token)
    },
    ofSession: async (request) => {
      for (const secret of sessionCookies(request)) {
        const session = await sessionOf(secret)
        if (session !== null) return callerOfSession(session)
      }
      return null
    },
    stillValid: async ({ credential }) => {
      if (credential === undefined) return true
      if (credential.kind === 'session') {
        const session = await sessions.look(credential.sha256)
        return session !== null && !isRevoked(session)
      }
      const token = book().tokens.find(({ sha256 }) => sha256 === credential.sha256)
      return token !== undefined && !isExpired(token, clock.nowMs())
    },
  }
}

const isExpired = ({ expires }: Token, nowMs: number): boolean => expires !== undefined && nowMs >= Date.parse(expires)

const callerOfToken = ({ name, scope, sha256, expires }: Token): Caller => ({
  name,
  scope,
  credential: { kind: 'token', sha256, csrf: null, expiresMs: expires === undefined ? null : Date.parse(expires) },
})

const callerOfSession = ({ name, scope, sha256, expiresMs }: Session): Caller => ({
  name: `session:${name}`,
  scope,
  credential: { kind: 'session', sha256, csrf: digestOf(`csrf ${sha256}`), expiresMs },
})
