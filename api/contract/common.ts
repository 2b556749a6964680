/** What all answers share. Times are ms UTC; null = not known. */
import { z } from 'zod'

/** OANDA's name of an instrument. */
export const instrumentNameSchema = z
  .string()
  .regex(/^[A-Z0-9]{2,12}_[A-Z0-9]{2,12}$/, { error: 'an instrument like EUR_USD' })
  .meta({ id: 'InstrumentName', example: 'EUR_USD' })
export const timeMs = z.int().nonnegative()
export const countSchema = z.int().nonnegative()
/** Money and prices that may be unknown. */
export const figure = z.number().nullable()

/** When an answer is true, and whether it still is. */
export const stampSchema = z.strictObject({
  account: z.string(),
  /** Event time of what is shown: that of the newest slice; null = no slice yet. */
  tsMs: timeMs.nullable(),
  /** When it was read. */
  asOfMs: timeMs,
  /** The newest slice is older than what is due now, or the pipeline is not heard of: figures are of the past. */
  stale: z.boolean(),
})
export type StampView = z.output<typeof stampSchema>

/** A page of a list, newest first. `cursor`: pass it on for the next page; null = there is none. */
export const pageOf = <Z extends z.ZodType>(item: Z) =>
  z.strictObject({ ...stampSchema.shape, items: z.array(item), cursor: z.string().nullable() })

export const pageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(100).optional(),
})

/** An error, application/problem+json (RFC 9457) with a stable code. */
export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
  })
  .meta({ id: 'Problem' })
export type ProblemView = z.output<typeof problemSchema>
