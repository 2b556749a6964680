/** What the shadow of a run shows: its results by New York trading day, their mean and deviation, and its costs by instrument and hour. */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { nodes } from '../../../model/nodes.js'
import type { World } from '../../../model/world.js'
import { nyHour, tradingDayCursor } from '../../../operators/calendar/new-york.js'
import { firstTradingSlice } from '../trading-span.js'

/** Bps of entry price; costs are of both ends. */
export interface ShadowCost {
  readonly instrument: string
  /** New York wall clock, 0..23, of the exit. */
  readonly hour: number
  trades: number
  costBps: number
}
export interface ShadowEvidence extends FrameSink {
  /** Net bps by trading day (days since 1970) of the exit, over all instruments; only days with a trade. */
  readonly days: ReadonlyMap<number, number>
  readonly costs: () => readonly ShadowCost[]
  /** Of single trades; mean and sample deviation null where undefined. */
  moments(): { readonly trades: number; readonly mean: number | null; readonly sd: number | null }
}

/** Slices up to `tradeFromMs` are warm-up. */
export const collectShadowEvidence = (world: World, tradeFromMs = Number.NEGATIVE_INFINITY): ShadowEvidence => {
  const days = new Map<number, number>()
  const costs = new Map<number, ShadowCost>()
  const seen = { trades: 0, mean: 0, squares: 0 }
  const dayOf = tradingDayCursor()
  return {
    days,
    costs: () => [...costs].sort(([a], [b]) => a - b).map(([, cost]) => cost),
    moments: () => ({
      trades: seen.trades,
      mean: seen.trades === 0 ? null : seen.mean,
      sd: seen.trades < 2 ? null : Math.sqrt(seen.squares / (seen.trades - 1)),
    }),
    write: (frame) => {
      const { closed, tradeBps, grossBps } = columnsOf(frame, nodes.shadow)
      const { count } = frame
      const end = frame.slices * count
      for (let i = closed.indexOf(1, firstTradingSlice(frame, tradeFromMs) * count); i >= 0 && i < end; ) {
        const tsMs = frame.time.tsMs[Math.floor(i / count)] as number
        const net = tradeBps[i] as number
        if (!Number.isNaN(net)) {
          // Welford: one pass, no cancellation.
          seen.trades++
          const away = net - seen.mean
          seen.mean += away / seen.trades
          seen.squares += away * (net - seen.mean)
          const day = dayOf.at(tsMs)
          days.set(day, (days.get(day) ?? 0) + net)
          const [k, hour] = [i % count, nyHour(tsMs)]
          const key = k * 24 + hour
          const cost = costs.get(key) ?? { instrument: world.instruments[k]!.name, hour, trades: 0, costBps: 0 }
          costs.set(key, cost)
          cost.trades++
          cost.costBps += (grossBps[i] as number) - net
        }
        i = closed.indexOf(1, i + 1)
      }
    },
  }
}
