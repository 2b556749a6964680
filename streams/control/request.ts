/** Requests of an operator to a running pipeline: entries of the control stream. They only reduce; increases take the switches. */
import { z } from 'zod'
import { SepError } from '../../model/error-codes.js'
import type { Fields } from '../../store/store.js'
import { sumFault, withSum } from '../entry-sum.js'

const pair = z.string().regex(/^[A-Z]{3}_[A-Z]{3}$/)
export const controlRequest = z.discriminatedUnion('kind', [
  /** The kill switch was set; `flatten` also closes SEP's trades. */
  z.strictObject({ kind: z.literal('kill'), on: z.boolean(), flatten: z.boolean().default(false) }),
  /** The trading mode was set. */
  z.strictObject({ kind: z.literal('mode'), paused: z.boolean() }),
  /** Closes SEP's trades of one pair, or (null) of all. */
  z.strictObject({
    kind: z.literal('flatten'),
    pair: pair.nullable(),
    /** Trades that are not SEP's, too. */
    foreign: z.boolean().optional(),
  }),
  /** No increases of the pair until `untilMs`; 0 lifts the lock. */
  z.strictObject({ kind: z.literal('lock'), pair, untilMs: z.number().min(0) }),
  z.strictObject({ kind: z.literal('reconcile') }),
])
export type ControlRequest = z.output<typeof controlRequest>

/** `id`: of the entry, which its sum covers. `by`: who asks, a field of its own, which older versions pass over. */
export const encodeControlRequest = (id: string, request: ControlRequest, by?: string): Fields =>
  withSum(id, { request: JSON.stringify(request), ...(by === undefined ? {} : { by }) })

/** Name of the token or session that asked, or of the command line; null = an older version wrote it. */
export const requestedBy = (fields: Readonly<Record<string, Uint8Array>>): string | null =>
  fields['by'] ? new TextDecoder().decode(fields['by']) : null

/** An entry that is not a request is `bad-argument`: the caller skips it. */
export const decodeControlRequest = (id: string, fields: Readonly<Record<string, Uint8Array>>): ControlRequest => {
  const fault = sumFault(id, fields)
  if (fault) throw new SepError('bad-argument', `control request ${id}: ${fault}: it is not obeyed`)
  const text = new TextDecoder().decode(fields['request'] ?? new Uint8Array(0))
  try {
    return controlRequest.parse(JSON.parse(text))
  } catch (cause) {
    throw new SepError('bad-argument', `control request ${id} cannot be read`, { cause })
  }
}
