/** Collects a thinned price line per instrument for the report: the last mid of each interval, at most `points` a series. */
import type { NodeColumns } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { World } from '../../model/world.js'

export interface PriceLine {
  readonly tsMs: number[]
  readonly mid: number[]
}
export interface PriceCollector extends FrameSink {
  readonly lines: { readonly [instrument: string]: PriceLine }
}

export const collectPrices = (world: World, points = 1500): PriceCollector => {
  const all = world.instruments.map((): PriceLine & { every: number; seen: number } => ({
    tsMs: [],
    mid: [],
    every: 1,
    seen: 0,
  }))
  return {
    lines: Object.fromEntries(world.instruments.map(({ name }, k) => [name, all[k] as PriceLine])),
    write: (frame) => {
      const present = (frame.columns['candle'] as NodeColumns)['present'] as Uint8Array
      const bid = (frame.columns['quote'] as NodeColumns)['bid'] as Float64Array
      const ask = (frame.columns['quote'] as NodeColumns)['ask'] as Float64Array
      for (const [k, line] of all.entries()) {
        for (let s = 0, i = k; s < frame.slices; s++, i += frame.count) {
          if (!present[i] || line.seen++ % line.every !== 0) continue
          line.tsMs.push(frame.time.tsMs[s] as number)
          line.mid.push(((bid[i] as number) + (ask[i] as number)) / 2)
          if (line.mid.length > 2 * points) halve(line)
        }
      }
    },
  }
}

/** Drops every second point and from now on takes half as many. */
const halve = (line: PriceLine & { every: number; seen: number }): void => {
  const kept = line.mid.flatMap((mid, i) => (i % 2 === 0 ? [{ mid, tsMs: line.tsMs[i] as number }] : []))
  line.mid.splice(0, line.mid.length, ...kept.map((point) => point.mid))
  line.tsMs.splice(0, line.tsMs.length, ...kept.map((point) => point.tsMs))
  line.every *= 2
  line.seen = 1 + (line.mid.length - 1) * line.every
}
