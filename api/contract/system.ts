/** GET /api/system: processes, streams, store, lease, versions. */
import { z } from 'zod'
import { countSchema, figure, stampSchema, timeMs } from './common.js'

export const systemSchema = z.strictObject({
  ...stampSchema.shape,
  process: z.strictObject({
    name: z.string(),
    kind: z.enum(['demo', 'live', 'api']),
    startedMs: timeMs,
    uptimeMs: z.number(),
    rssBytes: countSchema,
    eventLoopLagP99Ms: figure,
    node: z.string(),
    version: z.string(),
    kernel: z.string(),
    graphHash: z.string(),
  }),
  /** Parts of the pipeline as the store knows them. */
  parts: z.array(
    z.strictObject({
      part: z.string(),
      owner: z.string(),
      phase: z.string(),
      atMs: timeMs,
      graphHash: z.string().nullable(),
    }),
  ),
  store: z.strictObject({
    kind: z.enum(['valkey', 'memory', 'none']),
    reachable: z.boolean().nullable(),
    durable: z.boolean().nullable(),
    text: z.string(),
  }),
  lease: z.strictObject({ owner: z.string(), epoch: countSchema, untilMs: timeMs }).nullable(),
  streams: z.array(
    z.strictObject({ name: z.string(), length: countSchema, lastMs: timeMs.nullable(), unit: z.literal('entries') }),
  ),
  /** Newest lines of the log, oldest first. */
  log: z.array(z.strictObject({ tsMs: timeMs, text: z.string() })),
})
