/** Schemas of the stored documents. Other programs read them by these field names. */
import { z } from 'zod'
import { alarmEntry } from './alarm-entry.js'
import { pipelineStatus } from './pipeline-status.js'
import { trialDocuments } from './trials/trial-documents.js'

const inst = z.string().regex(/^[A-Z0-9]+_[A-Z0-9]+$/)
const ms = z.int().nonnegative()
const count = z.int().nonnegative()
const price = z.number().positive()
const flag = z.union([z.literal(0), z.literal(1)])
const per = <Z extends z.ZodType>(value: Z) => z.record(inst, value)

const bar = z.strictObject({ o: price, h: price, l: price, c: price })
const candle = z.strictObject({
  t: ms,
  ...bar.shape,
  v: z.number().nonnegative(),
  bid: bar.optional(),
  ask: bar.optional(),
  /** The price cannot be meant: readers leave the candle out. */
  refused: z.literal(true).optional(),
})

const metrics = z.strictObject({
  coherence: z.number(),
  stability: z.number(),
  entropy: z.number(),
  rupture: z.number(),
  coherence_tau_1: z.number().optional(),
  coherence_tau_4: z.number().optional(),
  coherence_tau_slope: z.number().optional(),
  domain_wall_ratio: z.number().optional(),
  domain_wall_slope: z.number().optional(),
  spectral_lowf_share: z.number().optional(),
  reynolds_ratio: z.number().optional(),
  temporal_half_life: z.number().optional(),
  spatial_corr_length: z.number().optional(),
  pinned_alignment: z.number().optional(),
  coherence_pattern: z.number().optional(),
})
const signal = z.strictObject({
  ...metrics.shape,
  ts_ms: ms,
  price,
  state: z.string(),
  signature: z.string(),
  lambda_hazard: z.number(),
  flip_ratio: z.number().optional(),
  sigma_eff: z.number().optional(),
  lambda: z.number().optional(),
})
const repetition = z.strictObject({ signature: z.string(), count_1h: count, first_seen_ms: ms })
const manifold = z.strictObject({
  instrument: z.string(),
  count,
  t0_ms: ms.optional(),
  t1_ms: ms.optional(),
  metrics: metrics.optional(),
  coeffs: z.strictObject({ sigma_eff: z.number(), lambda: z.number() }).optional(),
  signals: z.array(
    z.looseObject({
      timestamp_ns: z.number().nonnegative(),
      price,
      state: z.string(),
      metrics,
      coeffs: z.strictObject({ lambda_hazard: z.number() }),
      repetition,
    }),
  ),
})
const lastManifold = z.strictObject({
  instrument: inst,
  ts: ms,
  metrics,
  coeffs: z.strictObject({
    sigma_eff: z.number().nullable(),
    lambda: z.number().nullable(),
    lambda_hazard: z.number(),
  }),
  repetition: repetition.omit({ first_seen_ms: true }),
  session: z.strictObject({ open: z.boolean(), near_close: z.boolean() }),
  gate: flag,
})

const params = z.strictObject({
  c_min: z.number(),
  look: z.int().positive(),
  thr_bps: z.number(),
  entry_cd: z.number(),
  exit_cd: z.number(),
})
const summary = z.strictObject({
  trades: count,
  win_rate: z.number(),
  pnl_total: z.number(),
  max_drawdown: z.number(),
  calmar: z.number(),
})
const gatesBlob = z.strictObject({
  ts: ms,
  gates: per(flag),
  states: per(z.enum(['warming', 'off', 'on', 'cooldown'])),
  cooldowns: per(flag),
  bufs: per(z.number()),
  repetition: per(count),
  hazard: per(z.number()),
})
const rollingSummary = z.strictObject({
  ts: ms,
  params,
  summary,
  gates: z.strictObject({ min_trades: z.number(), calmar_min: z.number(), pnl_min: z.number() }),
  eligible: z.boolean(),
})

const weights = per(z.number().min(0).max(1))
const budget = z.strictObject({
  ts: ms,
  currency: z.string(),
  budget: z.number(),
  per_position_cap: z.number(),
  balance: z.number(),
  margin_available: z.number(),
  margin_used_own: z.number(),
  target_pct: z.number(),
})
const allocatorStatus = z.strictObject({
  ts: ms,
  interval_sec: z.number(),
  top_k: count,
  weights,
  filled: per(z.boolean()),
  held: z.boolean(),
  fallback: z.boolean(),
  scores: per(z.number()),
})

const bestConfigMeta = z.strictObject({ ts: ms, run_id: z.string(), days: z.number(), trades: count, summary })
const report = z.strictObject({ ts: ms, days: z.number(), runs: count, winners: per(params), markdown: z.string() })

const guardCounts = z.strictObject({
  guards: z.string(),
  days: z.array(
    z.strictObject({
      day: count,
      pairs: per(z.strictObject({ warm: count, passed: z.record(z.string(), count) })),
    }),
  ),
})

/** `slices`: how many of the day were counted. */
const funnelDay = z.strictObject({
  day: z.string(),
  slices: count,
  stages: z.array(z.strictObject({ stage: z.string(), rows: count })),
  refused: z.record(z.string(), count),
})
const gatePoint = z.strictObject({
  tsMs: ms,
  state: z.string(),
  trades: count,
  pnlBps: z.number().nullable(),
  calmar: z.number().nullable(),
  weight: z.number(),
})

const takenRequests = z.record(
  z.string(),
  z.strictObject({
    kind: z.enum(['kill', 'mode', 'flatten', 'lock', 'reconcile', 'unknown']),
    /** Of the slice that carries it. */
    tsMs: z.number(),
    state: z.enum(['taken', 'done', 'refused']),
    /** What is left, or why it was refused; empty where it is done. */
    why: z.string(),
  }),
)

/** All schemas by name. */
export const documents = Object.freeze({
  candle,
  signal,
  manifold,
  lastManifold,
  gatesBlob,
  rollingSummary,
  rollingPoint: z.strictObject({ ts: ms, ...summary.shape }),
  weights,
  budget,
  allocatorStatus,
  ...trialDocuments,
  params,
  bestConfigMeta,
  report,
  guardCounts,
  funnelDay,
  gatePoint,
  flag,
  count,
  untilMs: ms,
  lease: z.strictObject({ owner: z.string(), epoch: count, untilMs: ms }),
  text: z.string(),
  bytes: z.instanceof(Uint8Array),
  entry: z.record(z.string(), z.instanceof(Uint8Array)),
  pipelineStatus,
  alarmEntry,
  takenRequests,
  claims: z.record(z.string(), z.string()),
  session: z.strictObject({ name: z.string(), scope: z.string(), createdMs: ms, seenMs: ms }),
  ticket: z.strictObject({ name: z.string().nullable(), scope: z.string(), credential: z.string().nullable() }),
  login: z.strictObject({ name: z.string(), used: z.boolean() }),
})
