/** What happened: orders, fills, transactions, control calls, alarms, trades, equity. Paged, newest first. */
import { z } from 'zod'
import { figure, instrumentNameSchema, pageOf, stampSchema, timeMs } from './common.js'
import { alarmSchema } from './status.js'

export const orderSchema = z.strictObject({
  /** Decision id; null where the order had none (demo). */
  id: z.string().nullable(),
  tsMs: timeMs,
  instrument: instrumentNameSchema,
  units: z.number(),
  leg: z.enum(['close', 'entry']),
  reason: z.string(),
  bid: figure,
  ask: figure,
  stopPrice: figure,
  takePrice: figure,
  trimmedBy: z.array(z.string()),
  place: z.enum(['gated', 'filled']).nullable(),
  /** Of the order protocol; null where it is not known here. */
  state: z.string().nullable(),
})
export type OrderView = z.output<typeof orderSchema>
export const ordersSchema = pageOf(orderSchema)
export const fillSchema = z.strictObject({
  id: z.string(),
  tsMs: timeMs,
  instrument: instrumentNameSchema,
  /** Signed. */
  units: z.number(),
  price: z.number(),
  reason: z.string(),
  /** Realised by it, home currency. */
  pnl: figure,
  costs: figure,
  tradeId: z.string().nullable(),
})
export const fillsSchema = pageOf(fillSchema)
/** A closed round trip. */
export const tradeSchema = z.strictObject({
  instrument: instrumentNameSchema,
  side: z.enum(['long', 'short']),
  units: z.number(),
  entryMs: timeMs,
  exitMs: timeMs,
  entryPrice: figure,
  exitPrice: figure,
  net: figure,
  netBps: figure,
  reason: z.string(),
})
export const tradesSchema = pageOf(tradeSchema)
export const transactionSchema = z.looseObject({ id: z.string(), type: z.string(), tsMs: timeMs.nullable() })
export const transactionsSchema = pageOf(transactionSchema)
export const controlCallSchema = z.strictObject({
  id: z.string(),
  tsMs: timeMs,
  /** Name of the token or session, of the command line, or null where it is not known. */
  by: z.string().nullable(),
  kind: z.string(),
  text: z.string(),
  state: z.string().nullable(),
})
export const controlCallsSchema = pageOf(controlCallSchema)
export const alarmsSchema = pageOf(alarmSchema)
export const equitySchema = z.strictObject({
  ...stampSchema.shape,
  currency: z.string(),
  /** [tsMs, NAV], oldest first, thinned to what is asked with minimum and maximum kept. */
  points: z.array(z.tuple([timeMs, z.number()])),
})
/** Live, replay and shadow of one New York day. */
export const replayDaySchema = z.strictObject({
  ...stampSchema.shape,
  day: z.string(),
  slices: z.int(),
  same: z.boolean(),
  /** The first difference; null where there is none. */
  firstDifference: z
    .strictObject({ tsMs: timeMs, what: z.string(), recorded: z.string(), replayed: z.string() })
    .nullable(),
  live: z.strictObject({ orders: z.int(), trades: z.int(), net: figure, netBps: figure }),
  replay: z.strictObject({ orders: z.int(), trades: z.int(), net: figure, netBps: figure }),
  shadow: z.strictObject({ trades: z.int(), netBps: figure }),
})
