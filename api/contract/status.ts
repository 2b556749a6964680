/** What the first five seconds need: GET /api/status, and what `/ready` and `/health` answer. */
import { z } from 'zod'
import { countSchema, figure, instrumentNameSchema, stampSchema, timeMs } from './common.js'

export const reasonSchema = z.strictObject({ code: z.string(), text: z.string(), sinceMs: timeMs })
export const noteSchema = z.strictObject({ code: z.string(), text: z.string() })

export const healthSchema = z.strictObject({
  status: z.literal('ok'),
  phase: z.enum(['starting', 'standby', 'warming', 'running']),
})
export const readySchema = z.strictObject({
  ready: z.boolean(),
  reasons: z.array(reasonSchema),
  /** Every traded instrument that is blocked, and what else is to be known of it. */
  instruments: z.record(z.string(), z.strictObject({ blocked: z.array(noteSchema), notes: z.array(noteSchema) })),
})

export const streamStateSchema = z.strictObject({
  /** Null = this process cannot know. */
  connected: z.boolean().nullable(),
  ageMs: figure,
})

/** The distance to a limit that stops trading. */
export const latchSchema = z.strictObject({
  code: z.enum(['daily_loss', 'drawdown', 'margin']),
  /** Both in `unit`. */
  value: figure,
  limit: figure,
  unit: z.enum(['money', 'pct']),
  /** 0 = far, 1 = reached. */
  used: figure,
  tripped: z.boolean(),
})

export const positionSchema = z.strictObject({
  instrument: instrumentNameSchema,
  side: z.enum(['long', 'short']),
  /** Signed. */
  units: z.number(),
  entryPrice: figure,
  /** Null = none, or not known: shown first and red. */
  stopPrice: figure,
  takePrice: figure,
  /** What the stop would cost from here, home currency; null without a stop. */
  stopDistance: figure,
  openPnl: figure,
  openedMs: timeMs.nullable(),
  owner: z.enum(['sep', 'foreign']),
  trades: countSchema,
})
export type PositionView = z.output<typeof positionSchema>

/** The first thing that stands between the instrument and an order, or what it does now. */
export const whySchema = z.strictObject({
  instrument: instrumentNameSchema,
  code: z.string(),
  text: z.string(),
  value: figure,
  bound: figure,
})

export const alarmSchema = z.strictObject({
  id: z.string(),
  code: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  text: z.string(),
  startMs: timeMs,
  /** Null = it stands. */
  endMs: timeMs.nullable(),
  count: countSchema,
  acknowledgedBy: z.string().nullable(),
  /** It ended because the process that watched it did: whether its cause is over is not known. */
  unwatched: z.boolean(),
})
export type AlarmView = z.output<typeof alarmSchema>

export const nextEventSchema = z.strictObject({
  kind: z.enum(['open', 'close', 'rollover', 'blackout']),
  atMs: timeMs,
  instruments: z.array(instrumentNameSchema),
})

export const unknownOrderSchema = z.strictObject({
  id: z.string(),
  instrument: z.string(),
  leg: z.string(),
  units: z.number(),
  tsMs: timeMs,
})

export const statusSchema = z
  .strictObject({
    ...stampSchema.shape,
    environment: z.enum(['demo', 'paper', 'practice', 'live']),
    /** Which process answers, and which makes the slices. */
    answeredBy: z.strictObject({ process: z.enum(['demo', 'live', 'api']), name: z.string(), startedMs: timeMs }),
    version: z.string(),
    graphHash: z.string(),
    /** Market minutes per minute. */
    speed: z.number(),
    phase: healthSchema.shape.phase,
    /** Days of history done, while warming. */
    warmup: z.strictObject({ daysDone: countSchema, days: countSchema }).nullable(),
    ready: z.boolean(),
    reasons: z.array(reasonSchema),
    /** Event time of the slice that is due now; null outside the market's week. */
    dueMs: timeMs.nullable(),
    streams: z.strictObject({ prices: streamStateSchema, transactions: streamStateSchema, candles: streamStateSchema }),
    killSwitch: z.strictObject({ on: z.boolean(), global: z.boolean() }),
    paused: z.boolean(),
    currency: z.string(),
    nav: figure,
    balance: figure,
    openPnl: figure,
    /** Since 17:00 New York. */
    dayPnl: figure,
    drawdownPct: figure,
    marginUsed: figure,
    marginAvailable: figure,
    latches: z.array(latchSchema),
    positions: z.array(positionSchema),
    why: z.array(whySchema),
    /** Not acknowledged or standing, newest first, at most 20. */
    alarms: z.array(alarmSchema),
    unknownOrders: z.array(unknownOrderSchema),
    /** Instruments that take no new risk because an item of the account cannot be understood. */
    frozen: z.array(z.string()),
    nextEvent: nextEventSchema.nullable(),
    /** Since the start of trading: closed round trips, how many made money, costs paid, increases refused by guard. */
    trades: countSchema,
    wins: countSchema,
    costs: figure,
    refused: z.record(z.string(), countSchema),
  })
  .meta({ id: 'Status' })
export type StatusView = z.output<typeof statusSchema>
