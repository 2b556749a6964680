/** Collects the trades that `shadowTrades` gives. */
import { columnsOf, type NodeRef } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { shadowTradesSchema } from '../../operators/trial/shadow-trades.js'
import { createTradeColumns, keepTrade, type TradeColumns } from './trade-columns.js'

export interface EventTradeCollector extends FrameSink {
  /** In the order of exit slice, then instrument. */
  readonly kept: TradeColumns
}

export const collectEventTrades = (node: NodeRef<typeof shadowTradesSchema>): EventTradeCollector => {
  const held = createTradeColumns()
  return {
    kept: held,
    write: (frame) => {
      const own = columnsOf(frame, node)
      const trades = own.at[frame.slices]!
      for (let s = 0, e = 0; e < trades; s++) {
        for (; e < own.at[s + 1]!; e++) {
          const at = keepTrade(held, own.instrument[e]!, own.exitReason[e]!, own.closedSide[e]! > 0)
          const { numbers } = held
          numbers[at] = own.closedEntryTsMs[e]!
          numbers[at + 1] = frame.time.tsMs[s]!
          numbers[at + 2] = own.tradeBps[e]!
          numbers[at + 3] = own.grossBps[e]!
          numbers[at + 4] = own.spreadBps[e]!
          numbers[at + 5] = own.slippageBps[e]!
          numbers[at + 6] = own.commissionBps[e]!
          numbers[at + 7] = own.depthBps[e]!
          numbers[at + 8] = Number.NaN
        }
      }
    },
  }
}
