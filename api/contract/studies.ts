/** Backtests, studies, sweeps and the ledger of trials. G extends it. */
import { z } from 'zod'
import { countSchema, figure, stampSchema, timeMs } from './common.js'

export const runSchema = z.looseObject({
  runId: z.string(),
  instrument: z.string(),
  tsMs: timeMs,
  hours: z.number(),
  paramKey: z.string().nullable(),
  trades: countSchema,
  pnlBps: figure,
})
export const sweepSchema = z.strictObject({
  name: z.string(),
  sweep: z.string(),
  trials: countSchema,
  done: countSchema,
  failed: countSchema,
  running: z.boolean(),
  verdict: z.string().nullable(),
})
export const sweepsSchema = z.strictObject({ ...stampSchema.shape, sweeps: z.array(sweepSchema) })
