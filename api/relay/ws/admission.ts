/** Who may open a connection, and whether it may stay. */
import type { IncomingMessage } from 'node:http'
import type { Authority } from '../../auth/authority.js'
import { ApiError } from '../../routes/api-error.js'

export interface Admission {
  /** The same for connections that end together: those of one token or session. */
  readonly key: string
  /** False: revoked, expired or logged out. */
  readonly isValid: () => Promise<boolean>
}

/** Throws `ApiError`: `unauthorized`, `bad-token`, `foreign-origin`. */
export type Admit = (request: IncomingMessage) => Promise<Admission>

/** All channels are read. */
export const admission =
  (authority: Pick<Authority, 'authorizeUpgrade' | 'stillValid'>): Admit =>
  async (request) => {
    const caller = await authority.authorizeUpgrade(request)
    if (caller.scope === 'public') throw new ApiError('unauthorized', 'a ticket, a token or a session is needed')
    return { key: caller.credential?.sha256 ?? '', isValid: () => authority.stillValid(caller) }
  }
