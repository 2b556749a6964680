/** Collects a thinned price line per instrument for the report: the last mid of each interval, at most `2 * points` of them. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import { firstTradingSlice } from './trading-span.js'

export interface PriceLine {
  readonly tsMs: number[]
  readonly mid: number[]
}
export interface PriceCollector extends FrameSink {
  readonly lines: { readonly [instrument: string]: PriceLine }
}

/** Slices up to `tradeFromMs` are warm-up. */
export const collectPrices = (world: World, tradeFromMs = Number.NEGATIVE_INFINITY, points = 1500): PriceCollector => {
  const all = world.instruments.map((): PriceLine & { every: number; seen: number } => ({
    tsMs: [],
    mid: [],
    every: 1,
    seen: 0,
  }))
  return {
    lines: Object.fromEntries(world.instruments.map(({ name }, k) => [name, all[k] as PriceLine])),
    write: (frame) => {
      const { present } = columnsOf(frame, nodes.candle)
      const { bid, ask } = columnsOf(frame, nodes.quote)
      const first = firstTradingSlice(frame, tradeFromMs)
      for (const [k, line] of all.entries()) {
        for (let s = first, i = first * frame.count + k; s < frame.slices; s++, i += frame.count) {
          if (!present[i] || line.seen++ % line.every !== 0) continue
          line.tsMs.push(frame.time.tsMs[s] as number)
          line.mid.push(((bid[i] as number) + (ask[i] as number)) / 2)
          if (line.mid.length > 2 * points) halve(line)
        }
      }
    },
  }
}

/** Drops every second point and halves the sampling rate from here on. */
const halve = (line: PriceLine & { every: number; seen: number }): void => {
  const kept = line.mid.flatMap((mid, i) => (i % 2 === 0 ? [{ mid, tsMs: line.tsMs[i] as number }] : []))
  line.mid.splice(0, line.mid.length, ...kept.map((point) => point.mid))
  line.tsMs.splice(0, line.tsMs.length, ...kept.map((point) => point.tsMs))
  line.every *= 2
  line.seen = 1 + (line.mid.length - 1) * line.every
}
