/** What changes the state: kill switch, mode, locks, flatten, reconcile, acknowledgement; and sessions. */
import { z } from 'zod'
import { instrumentNameSchema, stampSchema, timeMs } from './common.js'

export const killSwitchSchema = z.strictObject({ ...stampSchema.shape, on: z.boolean(), global: z.boolean() })
/** Off needs scope admin and the account id. */
export const killSwitchBodySchema = z.strictObject({
  on: z.boolean(),
  flatten: z.boolean().default(false),
  account: z.string().max(100).optional(),
})
export const tradingModeSchema = z.strictObject({ ...stampSchema.shape, mode: z.enum(['trading', 'paused']) })
/** Trading needs scope admin and the account id. */
export const tradingModeBodySchema = z.strictObject({
  mode: z.enum(['trading', 'paused']),
  account: z.string().max(100).optional(),
})
const flattenTerms = { foreign: z.boolean().default(false), account: z.string().max(100).optional() }
/** `pair` null, or `all` true: every pair; an empty body names none. Foreign trades need scope admin and the account id. */
export const flattenBodySchema = z.union(
  [
    z.strictObject({ pair: instrumentNameSchema.nullable(), ...flattenTerms }),
    z.strictObject({ all: z.literal(true), ...flattenTerms }),
  ],
  { error: 'either pair, such as "EUR_USD", or all: true (as pair: null), and besides foreign and account alone' },
)
/** The end of the year 9999. */
const LAST_LOCK_MS = 253_402_300_799_999

/** `untilMs` 0 lifts the lock. */
export const lockBodySchema = z.strictObject({ untilMs: timeMs.max(LAST_LOCK_MS) })

/** `taken`: the pipeline has it, but it is not done; `why` names what is open. */
export const controlAnswerSchema = z.strictObject({
  id: z.string(),
  state: z.enum(['done', 'taken', 'sent']),
  why: z.string(),
})

/** Who asks. `csrf`: for the header X-CSRF-Token of state-changing calls with a session cookie; null with a bearer token. */
export const sessionSchema = z.strictObject({
  name: z.string().nullable(),
  scope: z.enum(['none', 'read', 'control', 'admin']),
  csrf: z.string().nullable(),
  expiresMs: timeMs.nullable(),
})
export const wsTicketSchema = z.strictObject({ ticket: z.string(), expiresMs: timeMs })
