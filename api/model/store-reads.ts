/** What is asked of the store: history beyond memory, runs, studies, ledger pages. The owner of each group of routes adds its calls. */
import type { z } from 'zod'
import type { candleSchema, manifoldDaySchema } from '../contract/market.js'
import type { funnelSchema, gateHistorySchema } from '../contract/trading.js'

export interface StoredReads {
  /** Oldest first, opens in [fromMs, toMs). */
  readonly candles: (
    instrument: string,
    fromMs: number,
    toMs: number,
    limit: number,
  ) => Promise<readonly z.output<typeof candleSchema>[]>
  /**
   * Candles of `lengthMs`, a whole number of which `untilMs` is, made of the newest `minutes` of one minute before it; oldest first.
   * A minute that came late to hours long closed shows up a minute after at most.
   */
  readonly closedCandles: (
    instrument: string,
    lengthMs: number,
    untilMs: number,
    minutes: number,
  ) => Promise<readonly z.output<typeof candleSchema>[]>
  /** Newest day first; 90 days are kept. */
  readonly funnel: () => Promise<z.output<typeof funnelSchema>['days']>
  /** Oldest first, one an hour; 90 days are kept. */
  readonly gatePoints: (instrument: string) => Promise<z.output<typeof gateHistorySchema>['points']>
  /** Null = none is kept. `date`: UTC day, YYYY-MM-DD. */
  readonly manifold: (instrument: string, date: string) => Promise<z.output<typeof manifoldDaySchema> | null>
}
