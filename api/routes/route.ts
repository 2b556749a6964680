/** Routes as data: from the list come the router, the OpenAPI document, the docs page, the client of the page and the tests of access. */
import type { z } from 'zod'
import type { Model } from '../model/model.js'
import type { ApiErrorCode } from './api-error.js'
import type { TextAnswer } from './text-answer.js'

/** What a caller needs; `public`: nothing. Each includes those before it. */
export const SCOPES = ['public', 'read', 'control', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** Who asks; `name` null = nobody in particular: reads are open here. */
export interface Caller {
  readonly name: string | null
  readonly scope: Scope
  /** What was shown; absent: nothing. */
  readonly credential?: Credential
}

export interface Credential {
  readonly kind: 'token' | 'session'
  /** Of the secret. */
  readonly sha256: string
  /** For the header X-CSRF-Token; null with a token. */
  readonly csrf: string | null
  readonly expiresMs: number | null
}

type ObjectOf<T> = z.ZodType<T>

export interface RouteRequest<P = unknown, Q = unknown, B = unknown> {
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly caller: Caller
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal
}

export interface Route<P = unknown, Q = unknown, B = unknown, R = unknown> {
  readonly method: 'get' | 'post'
  /** As OpenAPI writes it: `/api/pairs/{inst}/lock`. */
  readonly path: string
  readonly scope: Scope
  readonly summary: string
  /** Strict objects: an unknown key is a bad request. */
  readonly params?: ObjectOf<P>
  readonly query?: ObjectOf<Q>
  readonly body?: ObjectOf<B>
  /** Of status 200. */
  readonly response: z.ZodType<R>
  /** Content types of a `TextAnswer` that the handler may give instead. */
  readonly texts?: readonly string[]
  /** Not counted by the rate limit. */
  readonly unlimited?: boolean
  /** Besides those of every route: bad-request, unauthorized, forbidden, too-many-requests, warming, unavailable, and so on. */
  readonly errors: readonly ApiErrorCode[]
  /** `?account=` is checked before; no schema names it. */
  handler(request: RouteRequest<P, Q, B>, model: Model): Promise<R | TextAnswer> | R | TextAnswer
}

/** Keeps the types of one route together, and forgets them for the list. */
export const route = <P = unknown, Q = unknown, B = unknown, R = unknown>(one: Route<P, Q, B, R>): Route =>
  Object.freeze(one)
