/** How often a caller may ask, and how often an address may show a token that is not valid. */
import type { Request, RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { MINUTE_MS } from '../../lib/time-units.js'
import type { Caller } from '../routes/route.js'
import { sendProblem } from './problem.js'

export interface CallLimits {
  /** Reads of one token, session or address a minute. */
  readonly reads: number
  /** State-changing calls of it a minute. */
  readonly controls: number
  /** Invalid tokens, tickets and login codes of one address a minute. */
  readonly failures: number
}

export const LIMITS: CallLimits = Object.freeze({ reads: 50_000, controls: 600, failures: 300 })

export type Counted = Request & { caller?: Caller }

const limiter = (limit: number, keyOf: (request: Counted) => string): RequestHandler =>
  rateLimit({
    windowMs: MINUTE_MS,
    limit,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    keyGenerator: (request) => keyOf(request as Counted),
    handler: (_request, response) => sendProblem(response, 'too-many-requests', `at most ${limit} a minute`),
    validate: false,
  })

export interface RateLimits {
  readonly reads: RequestHandler
  readonly controls: RequestHandler
  /** Called for each failure; sends 429 instead once there are too many. */
  readonly failures: RequestHandler
}

/** A token counts wherever it comes from; who shows none counts by address. */
export const rateLimits = ({ reads, controls, failures }: CallLimits): RateLimits => {
  const addressOf = ({ socket }: Request): string => `address ${socket.remoteAddress ?? ''}`
  const callerOf = (request: Counted): string => request.caller?.credential?.sha256 ?? addressOf(request)
  return {
    reads: limiter(reads, callerOf),
    controls: limiter(controls, callerOf),
    failures: limiter(failures, addressOf),
  }
}
