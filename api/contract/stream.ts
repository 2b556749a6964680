/** Messages of the WebSocket relay, and what each channel carries. */
import { z } from 'zod'
import { instrumentNameSchema, timeMs } from './common.js'

export const CHANNELS = ['market', 'manifold', 'signals', 'allocation', 'ledger', 'graph', 'system', 'alarms'] as const
export const channelSchema = z.enum(CHANNELS)
export type Channel = z.output<typeof channelSchema>

const streamIdSchema = z.string().regex(/^\d{1,15}(-\d{1,15})?$/, { error: 'an id like 1712000000000-3' })

export const clientMessageSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('subscribe'),
    channels: z.array(channelSchema).min(1).max(CHANNELS.length),
    /** Default: all. */
    instruments: z.array(instrumentNameSchema).max(100).optional(),
    /**
     * The id of the last message that was received: no snapshot, only what came after it. One id holds for the channels of slices (market,
     * manifold, signals, allocation, ledger), whose messages come in the order of their ids; each other channel has ids of its own, so
     * several are written by channel.
     */
    from: z.union([streamIdSchema, z.partialRecord(channelSchema, streamIdSchema)]).optional(),
    /** A name for the subscription: the relay confirms it by `subscribed`, and each of its messages carries it. */
    sub: z.string().min(1).max(32).optional(),
  }),
  /** Of all subscriptions, or of the one that is named. */
  z.strictObject({
    op: z.literal('unsubscribe'),
    channels: z.array(channelSchema).min(1).max(CHANNELS.length),
    sub: z.string().min(1).max(32).optional(),
  }),
  z.strictObject({ op: z.literal('ping') }),
])
export type ClientMessage = z.output<typeof clientMessageSchema>

/**
 * `snapshot`: the state of a channel up to and with `id`. `message`: one change; `replaced`: how many older messages of the same channel
 * and instrument it stands for. `gap`: messages between what the client had and the snapshot that follows are no longer kept; it has the id
 * of that snapshot.
 */
export const serverMessageSchema = z.strictObject({
  op: z.enum(['snapshot', 'message', 'gap', 'error', 'pong', 'subscribed']),
  ch: channelSchema.optional(),
  /** Without holes in one subscription of a channel. */
  seq: z.int().optional(),
  id: z.string().optional(),
  /** The client's name of the subscription, where it gave one. */
  sub: z.string().optional(),
  /** Event time. */
  ts: timeMs.optional(),
  inst: z.string().nullable().optional(),
  replaced: z.int().positive().optional(),
  data: z.unknown().optional(),
  /** Of an error. */
  code: z.string().optional(),
  text: z.string().optional(),
})
export type ServerMessage = z.output<typeof serverMessageSchema>

/**
 * Data by channel. Per instrument: market = Pair (contract/trading) with `candle`; manifold = the metrics and coefficients of a coherence
 * row; signals = why (contract/status) with side, reason, units. Of the account, `inst` null: allocation = allocation; ledger = an order,
 * a fill or a closed trade with `kind`; graph = node statistics each 5 s of machine time; system = Status; alarms = an alarm.
 */
export const CHANNEL_KEYS = Object.freeze({
  market: 'instrument',
  manifold: 'instrument',
  signals: 'instrument',
  allocation: 'account',
  ledger: 'event',
  graph: 'account',
  system: 'account',
  alarms: 'event',
} as const satisfies Record<Channel, 'instrument' | 'account' | 'event'>)
