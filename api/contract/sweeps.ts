/** Sweeps, what they found, comparisons of runs, and the ledger of trials. */
import { z } from 'zod'
import { countSchema, figure, pageOf, pageQuerySchema, stampSchema, timeMs } from './common.js'

const jsonObject = z.record(z.string(), z.json())

export const sweepSchema = z.strictObject({
  /** Of its folder. */
  name: z.string(),
  /** Hash of the resolved spec; null before its end. */
  sweep: z.string().nullable(),
  /** Null before its end: only its process knows. */
  trials: countSchema.nullable(),
  /** Distinct results that are on disk. */
  done: countSchema,
  /** Its files are not all there: it runs, or was interrupted. */
  finished: z.boolean(),
  /** When a result was last written. */
  writtenMs: timeMs.nullable(),
})
export type SweepView = z.output<typeof sweepSchema>
export const workerSchema = z.strictObject({
  name: z.string(),
  seenMs: timeMs,
  job: z.string().nullable(),
  sweep: z.string().nullable(),
  jobs: countSchema,
})
export const sweepsSchema = z.strictObject({
  ...stampSchema.shape,
  sweeps: z.array(sweepSchema),
  workers: z.array(workerSchema),
})

const axisSchema = z.strictObject({ name: z.string(), labels: z.array(z.string()) })
export const heatMapSchema = z.strictObject({
  x: axisSchema,
  y: axisSchema,
  /** By row (y), then column (x). */
  cells: z.array(z.array(z.strictObject({ configurations: countSchema, trades: countSchema, value: figure }))),
  /** [row, column] of the best cell that earns and has enough trades. */
  peak: z.tuple([countSchema, countSchema]).nullable(),
  /** Cells joined with the peak that are at least half as good. */
  plateau: z.array(z.tuple([countSchema, countSchema])),
  /** No neighbour of the peak is half as good. */
  lone: z.boolean(),
  sentence: z.string(),
})
export const sweepReportSchema = z.strictObject({
  ...stampSchema.shape,
  name: z.string(),
  sweep: z.string(),
  objective: z.string(),
  window: z.strictObject({ from: z.string(), to: z.string() }),
  instruments: z.array(z.string()),
  configurations: countSchema,
  verdict: z.string(),
  /** The verdict in words. */
  sentence: z.string(),
  reasons: z.array(z.string()),
  heatMaps: z.array(heatMapSchema),
  /** Best first, 25 at most. */
  ranking: z.array(
    z.strictObject({
      configHash: z.string(),
      params: jsonObject,
      trades: countSchema,
      pnlBps: figure,
      meanBps: figure,
      sharpeDaily: figure,
      maxDrawdownBps: figure,
      calmar: figure,
      objective: figure,
    }),
  ),
})

/** Two to ten folders of runs, or stored runs, all of one kind. */
export const compareQuerySchema = z.strictObject({
  runs: z
    .string()
    .max(2000)
    .regex(/^[A-Za-z0-9_.:-]{1,128}(,[A-Za-z0-9_.:-]{1,128}){1,9}$/, { error: '2 to 10 run ids with commas between' })
    .optional(),
})
/** The test of Ledoit and Wolf on daily Sharpe ratios, as in `sep compare`. */
const sharpeAnswer = z.strictObject({
  /** That both have. */
  days: countSchema,
  /** Daily Sharpe ratio less that of the first; null where days are too few, or one of the two never changes. */
  difference: figure,
  /** Two-sided, after Holm's correction; null as above, and where the two are the same. */
  pValue: figure,
  verdict: z.enum(['better', 'worse', 'undecided']),
})
const difference = z.strictObject({ path: z.string(), values: z.array(z.json().nullable()) })
export const comparisonSchema = z.strictObject({
  ...stampSchema.shape,
  runs: z.array(z.string()),
  equal: z.boolean(),
  config: z.array(difference),
  basis: z.array(difference),
  /** By run, why its figures are not subtracted; empty if they are. */
  reasons: z.array(z.array(z.string())),
  figures: z.array(
    z.strictObject({ key: z.string(), values: z.array(figure), /** Minus the first. */ deltas: z.array(figure) }),
  ),
  /** By run, is it better than the first? Null of the first, of what is not subtracted, and of stored runs: their days are not kept. */
  sharpe: z.array(sharpeAnswer.nullable()),
})

export const trialEntrySchema = z.strictObject({
  kind: z.enum(['trial', 'opening', 'holdout']),
  timeMs: timeMs.nullable(),
  family: z.string(),
  instruments: z.array(z.string()),
  from: z.string(),
  to: z.string(),
  /** Of a trial and of a hold-out. */
  configHash: z.string().nullable(),
  /** Of an opening and of a hold-out. */
  sweep: z.string().nullable(),
  params: jsonObject.nullable(),
  trades: countSchema.nullable(),
  meanBps: figure,
  sharpe: figure,
})
export const trialLedgerQuerySchema = pageQuerySchema.extend({
  cursor: z
    .string()
    .regex(/^\d{1,15}-\d{1,15}$/, { error: 'the cursor of the page before' })
    .optional(),
})
export const trialLedgerSchema = z.strictObject({
  ...pageOf(trialEntrySchema).shape,
  /** What was tried altogether: it counts in every verdict. */
  total: z.strictObject({
    trials: countSchema,
    configurations: countSchema,
    openings: countSchema,
    holdouts: countSchema,
  }),
  sentence: z.string(),
})
