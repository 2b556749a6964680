/** What only the running pipeline knows, in its own process or through the keys that it writes. */
import type { z } from 'zod'
import type { graphStatsSchema } from '../contract/graph.js'
import type { oandaAccountSchema, openTradesSchema, pricingSchema } from '../contract/market.js'
import type {
  alarmSchema,
  readySchema,
  statusSchema,
  streamStateSchema,
  unknownOrderSchema,
} from '../contract/status.js'
import type { systemSchema } from '../contract/system.js'

type Out<Z extends z.ZodType> = z.output<Z>

export interface PipelineState {
  readonly environment: Out<typeof statusSchema>['environment']
  readonly answeredBy: Out<typeof statusSchema>['answeredBy']
  readonly version: string
  readonly speed: number
  readonly phase: Out<typeof statusSchema>['phase']
  readonly warmup: Out<typeof statusSchema>['warmup']
  readonly ready: Out<typeof readySchema>
  /** Event time of the slice that is due now; null outside the market's week. */
  readonly dueMs: number | null
  /** The pipeline has not been heard of for longer than it may be silent. */
  readonly silent: boolean
  readonly streams: Readonly<Record<'prices' | 'transactions' | 'candles', Out<typeof streamStateSchema>>>
  readonly killSwitch: { readonly on: boolean; readonly global: boolean }
  readonly paused: boolean
  readonly unknownOrders: readonly Out<typeof unknownOrderSchema>[]
  readonly frozen: readonly string[]
}

export interface PipelineReads {
  readonly nowMs: () => number
  readonly state: () => Promise<PipelineState> | PipelineState
  /** Newest first. */
  readonly alarms: () => Promise<readonly Out<typeof alarmSchema>[]> | readonly Out<typeof alarmSchema>[]
  /**
   * Each change of an alarm, oldest first, by the id of its entry in the alarm stream, with the alarm as it is after it; absent where there
   * is no such stream.
   */
  readonly alarmChanges?: () => readonly { readonly id: string; readonly alarm: Out<typeof alarmSchema> }[]
  /** Statistics by node, without what frames know. */
  readonly nodeStats: () =>
    | Promise<Pick<Out<typeof graphStatsSchema>, 'parts' | 'nodes'>>
    | Pick<Out<typeof graphStatsSchema>, 'parts' | 'nodes'>
  readonly prices: () => Promise<Out<typeof pricingSchema>['prices']> | Out<typeof pricingSchema>['prices']
  readonly openTrades: () => Promise<Out<typeof openTradesSchema>['trades']> | Out<typeof openTradesSchema>['trades']
  readonly lastTransactionId: () =>
    | Promise<Out<typeof oandaAccountSchema>['lastTransactionId']>
    | Out<typeof oandaAccountSchema>['lastTransactionId']
  readonly system: () =>
    | Promise<Omit<Out<typeof systemSchema>, 'account' | 'tsMs' | 'asOfMs' | 'stale'>>
    | Omit<Out<typeof systemSchema>, 'account' | 'tsMs' | 'asOfMs' | 'stale'>
}
