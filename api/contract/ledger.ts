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
  /** Null where its opening is no longer kept. */
  entryMs: timeMs.nullable(),
  exitMs: timeMs,
  entryPrice: figure,
  exitPrice: figure,
  net: figure,
  netBps: figure,
  reason: z.string(),
})
export const tradesSchema = pageOf(tradeSchema)
/** A transaction of the broker; `DAMAGED` where the stored entry cannot be read. */
export const transactionSchema = z.strictObject({
  id: z.string(),
  type: z.string(),
  tsMs: timeMs.nullable(),
  instrument: z.string().nullable(),
  units: figure,
  price: figure,
  /** P&L or amount that it booked, home currency. */
  amount: figure,
  reason: z.string().nullable(),
  /** Who caused it: `decision` is SEP. */
  origin: z.string().nullable(),
  decisionId: z.string().nullable(),
})
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
/** A page of the ledger, or the same rows as a file. */
export const ledgerQuerySchema = z.strictObject({
  instrument: instrumentNameSchema.optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,15}-\d{1,15}$/, { error: 'the cursor of the page before' })
    .optional(),
  format: z.enum(['json', 'csv', 'parquet']).default('json'),
})
export const replayDayBodySchema = z.strictObject({
  /** New York day, which ends at 17:00. */
  day: z.iso.date({ error: 'a day like 2026-11-27' }),
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
