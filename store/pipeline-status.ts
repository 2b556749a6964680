/**
 * What a pipeline writes of itself each second. All but the first four fields are absent where an older version wrote it; unknown ones are
 * ignored.
 */
import { z } from 'zod'

const ms = z.number().int().nonnegative()
const figure = z.number().nullable()
const inst = z.string().regex(/^[A-Z0-9]{2,12}_[A-Z0-9]{2,12}$/)
const count = z.number().int().nonnegative()
const note = z.object({ code: z.string(), text: z.string() })
const stream = z.object({ connected: z.boolean().nullable(), ageMs: figure })

/** What a session of a part knows; null where there is none. */
const sessionFacts = z.object({
  graphHash: z.string(),
  /** Event time of the slice that is due now; null outside the market's week. */
  dueMs: ms.nullable(),
  /** As the pipeline obeys them. */
  killSwitch: z.boolean(),
  paused: z.boolean(),
  streams: z.object({ prices: stream, transactions: stream, candles: stream }),
  prices: z.array(
    z.object({
      instrument: inst,
      bid: figure,
      ask: figure,
      timeMs: ms.nullable(),
      tradeable: z.boolean().nullable(),
    }),
  ),
  /** Of the account as the order protocol holds it; null in a part that does not trade. */
  account: z
    .strictObject({
      lastTransactionId: z.string().nullable(),
      openTrades: z.array(
        z.object({
          id: z.string(),
          instrument: inst,
          units: z.number(),
          price: figure,
          openedMs: ms.nullable(),
          own: z.boolean(),
        }),
      ),
      unknownOrders: z.array(
        z.object({ id: z.string(), instrument: z.string(), leg: z.string(), units: z.number(), tsMs: ms }),
      ),
      frozen: z.array(z.string()),
    })
    .nullable(),
  /** Statistics of the stages; nodes that are timed together share one. */
  stages: z.array(
    z.object({
      nodes: z.array(z.string()),
      rows: count,
      rowsPerSec: figure,
      p50Us: figure,
      p99Us: figure,
      lastTsMs: ms.nullable(),
    }),
  ),
})

const processFacts = z.object({
  startedMs: ms,
  version: z.string(),
  node: z.string(),
  kernel: z.string(),
  environment: z.enum(['demo', 'paper', 'practice', 'live']),
  speed: z.number(),
  rssBytes: count,
  eventLoopLagP99Ms: figure,
  /** The newest lines of its log, oldest first. */
  log: z.array(z.object({ tsMs: ms, text: z.string() })),
})

export const pipelineStatus = z.looseObject({
  /** The process that wrote it. */
  owner: z.string(),
  atMs: ms,
  phase: z.string(),
  reasons: z.array(z.object({ code: z.string(), text: z.string(), sinceMs: ms })),
  /** What blocks each traded instrument, and what is to be known of it. */
  instruments: z.record(z.string(), z.object({ blocked: z.array(note), notes: z.array(note) })).optional(),
  session: sessionFacts.nullable().optional(),
  process: processFacts.optional(),
})
export type PipelineStatus = z.output<typeof pipelineStatus>
export type SessionFacts = z.output<typeof sessionFacts>
export type ProcessFacts = z.output<typeof processFacts>
