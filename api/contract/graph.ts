/** The running graph: topology, node statistics, taps, explanations, differences. */
import { z } from 'zod'
import { countSchema, figure, instrumentNameSchema, stampSchema, timeMs } from './common.js'
import { guardSchema } from './trading.js'

export const topologyNodeSchema = z.looseObject({
  id: z.string(),
  kind: z.string(),
  role: z.string(),
  doc: z.string(),
  config: z.unknown(),
  /** Columns read by port, and type and shape by column written. */
  in: z.record(z.string(), z.array(z.string())),
  out: z.record(z.string(), z.string()),
  /** It steps one slice at a time, together with the others of the loop. */
  loop: z.boolean(),
})
/** As `sep graph --json` prints it. */
export const topologySchema = z.looseObject({
  name: z.string(),
  hash: z.string(),
  nodes: z.array(topologyNodeSchema),
  /** `delay` 1: the value of the slice before. */
  edges: z.array(
    z.strictObject({ from: z.string(), to: z.string(), port: z.string(), delay: z.literal(1).optional() }),
  ),
  sinks: z.array(z.strictObject({ id: z.string(), from: z.string() })),
})

export const nodeStatsSchema = z.strictObject({
  node: z.string(),
  /** Nodes that are timed together: those of a loop. */
  stage: z.array(z.string()),
  rows: countSchema,
  rowsPerSec: figure,
  p50Us: figure,
  p99Us: figure,
  lastTsMs: timeMs.nullable(),
  /** Behind the newest slice. */
  lagMs: figure,
  /** Rows of the newest slices that went in and that came out with something: what a guard swallowed; null where it guards nothing. */
  rowsIn: figure,
  rowsOut: figure,
  errors: countSchema,
})
export const graphStatsSchema = z.strictObject({
  ...stampSchema.shape,
  graphHash: z.string(),
  /** Graph hash by part of a cut pipeline; different ones are a warning. */
  parts: z.record(z.string(), z.string()),
  nodes: z.array(nodeStatsSchema),
  /** The three slowest by p99, slowest first. */
  worst: z.array(z.string()),
})

/** Rows of one node in the newest slices, newest first. Columns by name; NaN is null. */
export const tapSchema = z.strictObject({
  ...stampSchema.shape,
  node: z.string(),
  kind: z.string(),
  columns: z.array(z.strictObject({ name: z.string(), shape: z.enum(['row', 'slice', 'event']), kind: z.string() })),
  rows: z.array(
    z.strictObject({
      tsMs: timeMs,
      /** Null: a value of the slice, not of an instrument. */
      instrument: z.string().nullable(),
      values: z.record(z.string(), figure),
    }),
  ),
})

export const explanationSchema = z.strictObject({
  ...stampSchema.shape,
  instrument: instrumentNameSchema,
  /** Of the slice that is explained. */
  sliceMs: timeMs,
  /** Slices before and after it that can be explained too; null = there is none, or the journal that may have one is away. */
  previousMs: timeMs.nullable(),
  nextMs: timeMs.nullable(),
  verdict: z.string(),
  /** From the node that orders back to the candle. */
  steps: z.array(
    z.strictObject({ node: z.string(), kind: z.string(), text: z.string(), values: z.record(z.string(), figure) }),
  ),
  /** Of this slice, in the order of the data. */
  guards: z.array(guardSchema),
})
export const explainQuerySchema = z.strictObject({
  instrument: instrumentNameSchema,
  /** A slice, or a time within the minute after it; default the newest. */
  tsMs: z.coerce.number().int().nonnegative().optional(),
  /** Instead of `tsMs`: the order with this decision id. */
  order: z.string().max(200).optional(),
})

/** Differences of two graphs: `a` and `b` are `running` the name of a shipped graph, or a run folder. */
export const graphDiffSchema = z.strictObject({
  a: z.string(),
  b: z.string(),
  same: z.boolean(),
  differences: z.array(z.strictObject({ node: z.string(), what: z.string(), a: z.string(), b: z.string() })),
})
