/** Instruments, gates, readiness, allocation, risk. */
import { z } from 'zod'
import { countSchema, figure, instrumentNameSchema, stampSchema, timeMs } from './common.js'

/** One instrument's newest row of every node. Metrics are null until known. */
export const pairSchema = z.strictObject({
  instrument: instrumentNameSchema,
  traded: z.boolean(),
  /** A session of one of its currencies is open. */
  open: z.boolean(),
  displayPrecision: countSchema,
  bid: figure,
  ask: figure,
  spreadBps: figure,
  priceMs: timeMs.nullable(),
  coherence: figure,
  stability: figure,
  rupture: figure,
  entropy: figure,
  hazard: figure,
  repetition: figure,
  direction: z.number(),
  slopeBps: figure,
  failed: z.array(z.string()),
  gate: z.enum(['warming', 'off', 'on', 'cooldown']),
  shadowTrades: countSchema,
  shadowBps: figure,
  weight: z.number(),
  filled: z.boolean(),
  score: figure,
  rank: figure,
  units: z.number(),
  pendingUnits: z.number(),
  unrealized: figure,
  side: z.number(),
  reason: z.string(),
  lockUntilMs: timeMs.nullable(),
})
export const pairsSchema = z.strictObject({ ...stampSchema.shape, pairs: z.array(pairSchema) })
export type PairView = z.output<typeof pairSchema>

/** A guard of the way from signal to order: `value op bound` must hold. */
export const guardSchema = z.strictObject({
  code: z.string(),
  node: z.string(),
  passes: z.boolean(),
  text: z.string(),
  value: figure,
  bound: figure,
  /** Of value and bound. `min`: minutes until time alone lifts it. */
  unit: z.enum(['', 'bps', 'min']),
  op: z.enum(['>=', '<=', '==', '']),
  /** What would have to change; empty where it passes. */
  change: z.string(),
})
export const readinessSchema = z.strictObject({
  ...stampSchema.shape,
  ready: z.boolean(),
  reasons: z.array(z.strictObject({ code: z.string(), text: z.string(), sinceMs: timeMs })),
  instruments: z.array(
    z.strictObject({
      instrument: instrumentNameSchema,
      mayTrade: z.boolean(),
      /** The first guard that refuses; null where none does. */
      first: guardSchema.nullable(),
      guards: z.array(guardSchema),
      /** By the calendar; null where the graph has none. */
      session: z
        .strictObject({
          /** A session of one of its currencies is open. */
          open: z.boolean(),
          /** When the last of them closes; null while they are closed. */
          closesMs: timeMs.nullable(),
          /** From when entries are possible: the slice itself where they are; null = not within a month. */
          entriesFromMs: timeMs.nullable(),
        })
        .nullable(),
    }),
  ),
})
export type ReadinessView = z.output<typeof readinessSchema>

export const coherenceSchema = z.strictObject({
  ...stampSchema.shape,
  instruments: z.array(
    z.strictObject({
      instrument: instrumentNameSchema,
      coherence: figure,
      stability: figure,
      rupture: figure,
      entropy: figure,
      hazard: figure,
      repetition: figure,
      coherent: z.boolean(),
      failed: z.array(z.string()),
    }),
  ),
})
export const rankingSchema = z.strictObject({
  ...stampSchema.shape,
  topK: countSchema,
  ranking: z.array(
    z.strictObject({
      instrument: instrumentNameSchema,
      rank: figure,
      score: figure,
      weight: z.number(),
      filled: z.boolean(),
      gate: z.string(),
    }),
  ),
})
export const strategySchema = z.strictObject({
  ...stampSchema.shape,
  instruments: z.array(
    z.strictObject({
      instrument: instrumentNameSchema,
      side: z.number(),
      reason: z.string(),
      targetUnits: figure,
      lastEntryMs: timeMs.nullable(),
      lastExitMs: timeMs.nullable(),
      cooldownUntilMs: timeMs.nullable(),
    }),
  ),
})

/** The rolling gate of an instrument with what it is judged by. */
export const gateSchema = z.strictObject({
  instrument: instrumentNameSchema,
  state: z.enum(['warming', 'off', 'on', 'cooldown']),
  trades: countSchema,
  minTrades: figure,
  pnlBps: figure,
  pnlFloorBps: figure,
  calmar: figure,
  calmarFloor: figure,
  passes: countSchema,
  fails: countSchema,
  /** Hysteresis: passes in a row that turn it on, fails in a row that turn it off. */
  onAfter: figure,
  offAfter: figure,
  cooldownUntilMs: timeMs.nullable(),
  score: figure,
  weight: z.number(),
})
export const gatesSchema = z.strictObject({ ...stampSchema.shape, gates: z.array(gateSchema) })
export const gateHistorySchema = z.strictObject({
  ...stampSchema.shape,
  instrument: instrumentNameSchema,
  /** Oldest first, one an hour; 90 days with a store. */
  points: z.array(
    z.strictObject({
      tsMs: timeMs,
      state: z.string(),
      trades: countSchema,
      pnlBps: figure,
      calmar: figure,
      weight: z.number(),
    }),
  ),
})
/** How many rows passed each stage on the way to an order, by New York trading day; newest day first, 90 days with a store. */
export const funnelSchema = z.strictObject({
  ...stampSchema.shape,
  days: z.array(
    z.strictObject({
      day: z.string(),
      /** How many slices of the day are counted. */
      slices: countSchema,
      stages: z.array(z.strictObject({ stage: z.string(), rows: countSchema })),
      refused: z.record(z.string(), countSchema),
    }),
  ),
})

export const allocationSchema = z.strictObject({
  ...stampSchema.shape,
  topK: countSchema,
  held: z.boolean(),
  fallback: z.boolean(),
  weights: z.record(z.string(), z.number()),
  scores: z.record(z.string(), figure),
  filled: z.record(z.string(), z.boolean()),
})
export const budgetSchema = z.strictObject({
  ...stampSchema.shape,
  currency: z.string(),
  budget: figure,
  perPositionCap: figure,
  balance: figure,
  marginAvailable: figure,
  marginUsed: figure,
  targetPct: figure,
})
