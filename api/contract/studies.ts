/** Backtests, studies, sweeps and the ledger of trials. Basis points are net of all costs unless a name has another word. */
import { z } from 'zod'
import { countSchema, figure, instrumentNameSchema, pageOf, stampSchema, timeMs } from './common.js'

const jsonObject = z.record(z.string(), z.json())

/** A stored run: one configuration over one window with one instrument. */
export const runSchema = z.strictObject({
  runId: z.string(),
  instrument: z.string(),
  /** When it was stored. */
  storedMs: timeMs,
  fromMs: timeMs,
  toMs: timeMs,
  days: z.number(),
  paramKey: z.string().nullable(),
  params: jsonObject,
  kind: z.enum(['shadow', 'portfolio']),
  part: z.enum(['all', 'train', 'test', 'holdout']),
  trades: countSchema,
  winRate: figure,
  pnlBps: z.number(),
  meanBps: figure,
  maxDrawdownBps: z.number(),
  calmar: figure,
  sharpeDaily: figure,
  dataHash: z.string(),
})
export type RunView = z.output<typeof runSchema>
/** Trades whose exit is in the window, by exit. */
export const runTradeSchema = z.strictObject({
  entryMs: timeMs,
  exitMs: timeMs,
  side: z.enum(['long', 'short']),
  pnlBps: z.number(),
  grossBps: z.number(),
  costsBps: z.number(),
  reason: z.string(),
})

const runQuery = {
  instrument: instrumentNameSchema.optional(),
  days: z.coerce.number().int().min(1).max(3660).optional(),
  hours: z.coerce.number().int().min(1).max(87_840).optional(),
}
const number = z.coerce.number()
/** All five or none. */
const paramQuery = {
  c_min: number.min(0).max(1e6).optional(),
  look: number.int().min(1).max(100_000).optional(),
  thr_bps: number.min(0).max(1e6).optional(),
  entry_cd: number.min(0).max(1e9).optional(),
  exit_cd: number.min(0).max(1e9).optional(),
}
const cursor = z.string().regex(/^\d{1,15}-\d{1,15}$/, { error: 'the cursor of the page before' })
const pageQuery = { limit: number.int().min(1).max(1000).default(100), cursor: cursor.optional() }

export const latestRunQuerySchema = z.strictObject({
  ...runQuery,
  ...paramQuery,
  min_trades: number.int().min(0).max(1e9).default(0),
})
export const latestRunSchema = z.strictObject({
  ...stampSchema.shape,
  instrument: z.string(),
  run: runSchema.nullable(),
  /** The index it was found in. */
  source: z.enum(['params', 'span']).nullable(),
  /** True where parameters were asked for and the run is of the whole span instead. */
  fallback: z.boolean(),
  message: z.string(),
})
export const runsQuerySchema = z.strictObject({ ...runQuery, ...paramQuery, ...pageQuery })
export const runsSchema = pageOf(runSchema)
/** `run_id`: of this run; without it the latest run of the span. */
export const runTradesQuerySchema = z.strictObject({
  ...runQuery,
  ...paramQuery,
  run_id: z.string().min(1).max(128).optional(),
})
export const runTradesSchema = z.strictObject({
  ...stampSchema.shape,
  run: runSchema.nullable(),
  trades: z.array(runTradeSchema),
  /** Running sum of the trades at each exit, thinned with minimum and maximum kept: [exitMs, bps]. */
  equity: z.array(z.tuple([timeMs, z.number()])),
})

export const seriesQuerySchema = z.strictObject({ instrument: instrumentNameSchema.optional(), ...paramQuery })
export const seriesSchema = z.strictObject({
  ...stampSchema.shape,
  instrument: z.string(),
  /** Spans that end together, counted from one run; empty where no run is long enough. */
  series: z.array(
    z.strictObject({
      days: z.number(),
      trades: countSchema,
      pnlBps: z.number(),
      winRate: figure,
      meanBps: figure,
      fromMs: timeMs,
      toMs: timeMs,
    }),
  ),
  run: runSchema.nullable(),
  fallback: z.boolean(),
  message: z.string(),
})
export const defaultWindowSchema = z.strictObject({
  ...stampSchema.shape,
  days: z.number(),
  spans: z.array(z.number()),
  longRunDays: z.number(),
  /** What may be started from here; a word on why not. */
  starts: z.strictObject({ backtest: z.boolean(), longRun: z.boolean(), why: z.string().nullable() }),
})
export const startRunBodySchema = z.strictObject({
  instrument: instrumentNameSchema,
  days: z.int().min(1).max(3660).optional(),
  params: z
    .strictObject({
      c_min: z.number().min(0).max(1e6),
      look: z.int().min(1).max(100_000),
      thr_bps: z.number().min(0).max(1e6),
      entry_cd: z.number().min(0).max(1e9),
      exit_cd: z.number().min(0).max(1e9),
    })
    .optional(),
})
export const startedRunSchema = z.strictObject({
  ...stampSchema.shape,
  jobId: z.string(),
  /** Under which the run will be stored. */
  runId: z.string(),
  fromMs: timeMs,
  toMs: timeMs,
  days: z.number(),
  /** Workers that were heard of lately; with none it waits. */
  workers: countSchema,
})
