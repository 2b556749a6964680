/** Collects the closed trades of the shadow with what each paid. */
import type { Columns } from '../../graph/engine/define/schema.js'
import { columnsOf, type NodeRef } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { schemas } from '../../model/columns.js'
import type { World } from '../../model/world.js'
import { createTradeColumns, keepTrade, tradeAt, type TradeColumns, tradesOf } from '../trials/trade-columns.js'
import { firstTradingSlice } from './trading-span.js'

/** Bps of the entry price. grossBps is exactly netBps + spreadBps + slippageBps + commissionBps + depthBps, added in this order. */
export interface ShadowTrade {
  readonly instrument: string
  /** Time of the entry's fill. */
  readonly entryMs: number
  /** The slice that saw the exit. */
  readonly exitMs: number
  readonly side: 'long' | 'short'
  readonly netBps: number
  readonly grossBps: number
  readonly spreadBps: number
  readonly slippageBps: number
  readonly commissionBps: number
  readonly depthBps: number
  readonly reason: string
}
/** A trade counts if its exit slice is in (fromMs, toMs]. */
export interface ShadowSpan {
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
}
export interface ShadowTradeCollector extends FrameSink {
  readonly kept: TradeColumns
  /** In the order of exit slice, then instrument; made when they are read; none if they were given away. */
  readonly rows: readonly ShadowTrade[]
}

/** Columns of the shadow that it reads. */
export const SHADOW_TRADE_COLUMNS = [
  ...(['closed', 'closedSide', 'closedEntryTsMs', 'exitReason', 'tradeBps', 'grossBps'] as const),
  ...(['spreadBps', 'slippageBps', 'commissionBps', 'depthBps'] as const),
] as const
type Read = Pick<typeof schemas.shadow, (typeof SHADOW_TRADE_COLUMNS)[number]>

/** `shadow`: a node with the columns of the shadow, whatever its id. With `onTrade` trades are given away and not held. */
export const collectShadowTrades = (
  world: World,
  shadow: NodeRef<Read>,
  { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY }: ShadowSpan = {},
  onTrade?: (trade: ShadowTrade) => void,
): ShadowTradeCollector => {
  const names = world.instruments.map(({ name }) => name)
  const held = createTradeColumns()
  return {
    kept: held,
    get rows() {
      return tradesOf(held, names)
    },
    write: (frame) => {
      const out = columnsOf(frame, shadow)
      const { count } = frame
      const { closed } = out
      const end = frame.slices * count
      for (let i = firstTradingSlice(frame, fromMs) * count; i < end; i++) {
        if (closed[i] === 0) continue
        const exitMs = frame.time.tsMs[Math.floor(i / count)] as number
        if (exitMs > toMs) return
        keep(held, out, i, i % count, exitMs)
        if (!onTrade) continue
        held.count = 0
        onTrade(tradeAt(held, 0, names))
      }
    },
  }
}

const keep = (held: TradeColumns, out: Columns<Read>, i: number, k: number, exitMs: number): void => {
  const at = keepTrade(held, k, out.exitReason[i]!, out.closedSide[i]! > 0)
  const { numbers } = held
  numbers[at] = out.closedEntryTsMs[i]!
  numbers[at + 1] = exitMs
  numbers[at + 2] = out.tradeBps[i]!
  numbers[at + 3] = out.grossBps[i]!
  numbers[at + 4] = out.spreadBps[i]!
  numbers[at + 5] = out.slippageBps[i]!
  numbers[at + 6] = out.commissionBps[i]!
  numbers[at + 7] = out.depthBps[i]!
  numbers[at + 8] = Number.NaN
}
