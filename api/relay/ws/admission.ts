/** Who may open a connection, and whether it may stay. */
import type { IncomingMessage } from 'node:http'

export interface Admission {
  /** The same for connections that end together: those of one token or session. */
  readonly key: string
  /** False: revoked, expired or logged out. */
  readonly isValid: () => Promise<boolean>
}

/** Throws `ApiError`: `unauthorized`, `bad-token`, `foreign-origin`. */
export type Admit = (request: IncomingMessage) => Promise<Admission>
