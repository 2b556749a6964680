/** What follows from slices of the graph alone. An unknown instrument is ApiError `unknown-instrument`. */
import type { z } from 'zod'
import type { candleSchema, coeffsSchema, instrumentTermsSchema, marketDataSchema } from '../contract/market.js'
import type { explanationSchema, graphStatsSchema, tapSchema, topologySchema } from '../contract/graph.js'
import type { fillSchema, orderSchema, tradeSchema } from '../contract/ledger.js'
import type { nextEventSchema, latchSchema, positionSchema, whySchema } from '../contract/status.js'
import type {
  allocationSchema,
  budgetSchema,
  coherenceSchema,
  funnelSchema,
  gateSchema,
  gateHistorySchema,
  guardSchema,
  pairSchema,
  rankingSchema,
  readinessSchema,
  strategySchema,
} from '../contract/trading.js'
import type { AddSample } from '../metrics/sample-source.js'

type Out<Z extends z.ZodType> = z.output<Z>
/** Without the stamp, which the route adds. */
type Body<Z extends z.ZodType> = Omit<z.output<Z>, 'account' | 'tsMs' | 'asOfMs' | 'stale'>

/** The account of the newest slice; null = not known. */
export interface AccountFigures {
  readonly currency: string
  readonly nav: number | null
  readonly balance: number | null
  readonly openPnl: number | null
  /** Since 17:00 New York. */
  readonly dayPnl: number | null
  readonly drawdownPct: number | null
  readonly marginUsed: number | null
  readonly marginAvailable: number | null
  readonly costs: number | null
  readonly trades: number
  readonly wins: number
  readonly refused: Readonly<Record<string, number>>
  readonly killSwitch: boolean
  readonly paused: boolean
}

export interface FrameReads {
  /** Event time of the newest slice; null = none yet. */
  readonly tsMs: () => number | null
  /** Of the whole graph over its world. */
  readonly graphHash: string
  readonly instruments: () => readonly Out<typeof instrumentTermsSchema>[]
  readonly account: () => AccountFigures
  readonly latches: () => readonly Out<typeof latchSchema>[]
  readonly positions: () => readonly Out<typeof positionSchema>[]
  readonly why: () => readonly Out<typeof whySchema>[]
  readonly nextEvent: () => Out<typeof nextEventSchema> | null
  readonly pairs: () => readonly Out<typeof pairSchema>[]
  readonly marketData: () => Body<typeof marketDataSchema>
  readonly coherence: () => Body<typeof coherenceSchema>
  readonly ranking: () => Body<typeof rankingSchema>
  readonly strategy: () => Body<typeof strategySchema>
  readonly allocation: () => Body<typeof allocationSchema>
  readonly budget: () => Body<typeof budgetSchema>
  readonly coeffs: () => Body<typeof coeffsSchema>
  readonly gates: () => readonly Out<typeof gateSchema>[]
  readonly gateHistory: (instrument: string) => Body<typeof gateHistorySchema>
  readonly funnel: () => Body<typeof funnelSchema>
  /** Guards of the way from signal to order, in their order. */
  readonly guards: (instrument: string) => readonly Out<typeof guardSchema>[]
  /** By the calendar, as of the newest slice; null where the graph has none. */
  readonly session: (instrument: string) => Out<typeof readinessSchema>['instruments'][number]['session']
  /** The newest candles that are in memory, oldest first, at most `most`; at least 240 once there are so many. */
  readonly candles: (instrument: string, most?: number) => readonly Out<typeof candleSchema>[]
  /** Newest first, those in memory. */
  readonly orders: () => readonly Out<typeof orderSchema>[]
  readonly trades: () => readonly Out<typeof tradeSchema>[]
  /** Their ids are places in the slices. */
  readonly fills: () => readonly Out<typeof fillSchema>[]
  /** [tsMs, NAV], thinned. */
  readonly equity: () => readonly (readonly [number, number])[]
  readonly topology: () => Out<typeof topologySchema>
  /** As text for Mermaid or Graphviz. */
  readonly drawing: (format: 'mermaid' | 'dot') => string
  /** Rows that went in and out of each node in the newest slices. */
  readonly nodeRows: () => Readonly<
    Record<string, Pick<Out<typeof graphStatsSchema>['nodes'][number], 'rowsIn' | 'rowsOut'>>
  >
  readonly tap: (node: string, limit: number, instrument?: string) => Body<typeof tapSchema>
  /** `tsMs` undefined: the newest slice. A slice that is no longer kept is ApiError `not-kept`. */
  readonly explain: (instrument: string, tsMs?: number) => Body<typeof explanationSchema>
  /** For a scrape. */
  readonly addSamples: (add: AddSample) => void
}
