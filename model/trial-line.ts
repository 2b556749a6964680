/** One line of trials.ndjson: what one trial made with one instrument. */
import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** ISO minute, UTC. */
const minute = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/)
/** Null where it has no value, as a mean of no trades. */
const figure = z.number().nullable()

/**
 * All fields are always present, in this order; without trades the sums are 0 and the means null. Basis points are of the entry's notional.
 * A trade counts if its exit slice is in (from, to].
 */
export const trialLine = z.strictObject({
  /** Identity of the result: configuration, data, window, costs and versions. */
  resultHash: hash,
  /** Identity of the configuration without window and data: what the number of configurations tried counts. */
  configHash: hash,
  kind: z.enum(['shadow', 'portfolio']),
  /** Axes under the names of the spec, and the five parameters of `paramKey`, each at its resolved value. */
  params: z.record(z.string(), z.json()),
  /** Null for graphs other than SEP. */
  paramKey: z.string().nullable(),
  instrument: z.string(),
  fold: z.int().min(0).nullable(),
  part: z.enum(['all', 'train', 'test', 'holdout']),
  from: minute,
  to: minute,
  trades: z.int().min(0),
  winRate: figure,
  pnlBps: z.number(),
  meanBps: figure,
  sdBps: figure,
  maxDrawdownBps: z.number(),
  calmar: figure,
  /** Mean over standard deviation of the daily sums, not annualised. */
  sharpeDaily: figure,
  grossBps: z.number(),
  costs: z.strictObject({
    spreadBps: z.number(),
    slippageBps: z.number(),
    commissionBps: z.number(),
    depthBps: z.number(),
  }),
  /** In the instrument's quote currency, for graphs that trade fixed units; else null. */
  pnlQuote: figure,
  /** [New York trading day of exit, net bps, trades], only days with a closed trade. */
  days: z.array(z.tuple([z.string().regex(/^\d{4}-\d\d-\d\d$/), z.number(), z.int().min(1)])),
})
export type TrialLine = Readonly<z.output<typeof trialLine>>
