/** Schemas of what trials leave in the store. Other programs read them by these field names. */
import { z } from 'zod'

const inst = z.string().regex(/^[A-Z0-9]+_[A-Z0-9]+$/)
const ms = z.int().nonnegative()
const count = z.int().nonnegative()
/** Null where it has no value, as a mean of no trades. */
const figure = z.number().nullable()

/** A line of trials.ndjson without loss, its times in ms. Basis points net of all costs unless the name has another word. */
const trialRun = z.strictObject({
  run_id: z.string(),
  /** When it was written. */
  ts: ms,
  result_hash: z.string(),
  config_hash: z.string(),
  kind: z.enum(['shadow', 'portfolio']),
  instrument: inst,
  params: z.record(z.string(), z.json()),
  /** Null for graphs other than SEP. */
  param_key: z.string().nullable(),
  fold: count.nullable(),
  part: z.enum(['all', 'train', 'test', 'holdout']),
  /** Trades count whose exit slice is in (from, to]. */
  from: ms,
  to: ms,
  summary: z.strictObject({
    trades: count,
    win_rate: figure,
    pnl_total: z.number(),
    max_drawdown: z.number(),
    calmar: figure,
  }),
  metrics: z.strictObject({
    mean_bps: figure,
    sd_bps: figure,
    sharpe_daily: figure,
    gross_bps: z.number(),
    spread_bps: z.number(),
    slippage_bps: z.number(),
    commission_bps: z.number(),
    depth_bps: z.number(),
    pnl_quote: figure,
  }),
  /** Days with a closed trade. */
  days: z.array(z.strictObject({ day: z.string(), pnl_bps: z.number(), trades: count })),
  /** Graph name and hash of its kinds and wires. */
  family: z.string(),
  /** Of the columns that the graph was fed. */
  data_hash: z.string(),
})
const trialTrade = z.strictObject({
  entry_ts: ms,
  exit_ts: ms,
  side: z.union([z.literal(-1), z.literal(1)]),
  pnl_bps: z.number(),
  gross_bps: z.number(),
  spread_bps: z.number(),
  slippage_bps: z.number(),
  commission_bps: z.number(),
  depth_bps: z.number(),
  reason: z.string(),
})

export const trialDocuments = Object.freeze({
  trialRun,
  trialTrades: z.array(trialTrade),
  trialResult: z.array(z.looseObject({ resultHash: z.string() })),
  trialAttempts: z.strictObject({
    /** Trials that a worker computes now: where it is set at the start of a job, the worker before has ended. */
    running: z.array(count).optional(),
    /** How many workers ended while they computed a trial. */
    ended: z.record(z.string(), count).optional(),
  }),
  trialData: z.strictObject({ pieces: count, sha256: z.string() }),
  worker: z.strictObject({
    name: z.string(),
    pid: count,
    version: z.string(),
    started_ms: ms,
    seen_ms: ms,
    /** Null between jobs. */
    job: z.string().nullable(),
    /** Since when, ms. */
    job_ms: ms.nullable(),
    sweep: z.string().nullable(),
    /** Jobs that it has ended. */
    jobs: count,
  }),
  /** The lines of `.sep/ledger.ndjson`. */
  trialLedger: z.record(z.string(), z.looseObject({ t: z.string() })),
})
