/** Collects the closed trades of the shadow with what each paid. */
import { columnsOf, type NodeRef } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { REASONS } from '../../model/codes.js'
import type { schemas } from '../../model/columns.js'
import type { World } from '../../model/world.js'
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
  /** In the order of exit slice, then instrument. */
  readonly rows: readonly ShadowTrade[]
}

/** Columns of the shadow that it reads. */
export const SHADOW_TRADE_COLUMNS = [
  ...(['closed', 'closedSide', 'closedEntryTsMs', 'exitReason', 'tradeBps', 'grossBps'] as const),
  ...(['spreadBps', 'slippageBps', 'commissionBps', 'depthBps'] as const),
] as const
type Read = Pick<typeof schemas.shadow, (typeof SHADOW_TRADE_COLUMNS)[number]>

/** `shadow`: a node with the columns of the shadow, whatever its id. */
export const collectShadowTrades = (
  world: World,
  shadow: NodeRef<Read>,
  { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY }: ShadowSpan = {},
): ShadowTradeCollector => {
  const rows: ShadowTrade[] = []
  return {
    rows,
    write: (frame) => {
      const out = columnsOf(frame, shadow)
      const { count } = frame
      const end = frame.slices * count
      for (let i = out.closed.indexOf(1, firstTradingSlice(frame, fromMs) * count); i >= 0 && i < end; ) {
        const exitMs = frame.time.tsMs[Math.floor(i / count)] as number
        if (exitMs > toMs) return
        rows.push({
          instrument: world.instruments[i % count]!.name,
          entryMs: out.closedEntryTsMs[i] as number,
          exitMs,
          side: (out.closedSide[i] as number) > 0 ? 'long' : 'short',
          netBps: out.tradeBps[i] as number,
          grossBps: out.grossBps[i] as number,
          spreadBps: out.spreadBps[i] as number,
          slippageBps: out.slippageBps[i] as number,
          commissionBps: out.commissionBps[i] as number,
          depthBps: out.depthBps[i] as number,
          reason: REASONS[out.exitReason[i] as number] ?? 'none',
        })
        i = out.closed.indexOf(1, i + 1)
      }
    },
  }
}
