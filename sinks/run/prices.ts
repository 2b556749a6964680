/**
 * Collects a thinned price line per instrument for the report: the lowest and the highest mid of each interval, at most `2 * points` of
 * them, and the last mid.
 */
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

interface Point {
  readonly tsMs: number
  readonly mid: number
}
/** An interval of `every` candles becomes two points; `low` to `last` are of the one that is not full. */
interface Thinned {
  points: Point[]
  every: number
  seen: number
  low: Point | null
  high: Point | null
  last: Point | null
}

/** Slices up to `tradeFromMs` are warm-up. */
export const collectPrices = (world: World, tradeFromMs = Number.NEGATIVE_INFINITY, points = 1000): PriceCollector => {
  const all = world.instruments.map(
    (): Thinned => ({ points: [], every: 1, seen: 0, low: null, high: null, last: null }),
  )
  return {
    get lines() {
      return Object.fromEntries(world.instruments.map(({ name }, k) => [name, lineOf(all[k] as Thinned)]))
    },
    write: (frame) => {
      const { present } = columnsOf(frame, nodes.candle)
      const { bid, ask } = columnsOf(frame, nodes.quote)
      const first = firstTradingSlice(frame, tradeFromMs)
      for (const [k, line] of all.entries()) {
        for (let s = first, i = first * frame.count + k; s < frame.slices; s++, i += frame.count) {
          if (!present[i]) continue
          take(line, frame.time.tsMs[s] as number, ((bid[i] as number) + (ask[i] as number)) / 2)
          if (line.points.length >= 2 * points) merge(line)
        }
      }
    },
  }
}

const take = (line: Thinned, tsMs: number, mid: number): void => {
  if (!Number.isFinite(mid)) return
  const point = { tsMs, mid }
  if (line.low === null || mid < line.low.mid) line.low = point
  if (line.high === null || mid > line.high.mid) line.high = point
  line.last = point
  if (++line.seen < line.every) return
  line.points.push(...extremes(line))
  line.seen = 0
  line.low = null
  line.high = null
}

/** In their order; one point where they are the same. */
const extremes = ({ low, high }: Pick<Thinned, 'low' | 'high'>): readonly Point[] => {
  if (low === null || high === null) return []
  return low === high ? [low] : low.tsMs < high.tsMs ? [low, high] : [high, low]
}

/** Joins each four points to their lowest and highest, and doubles the interval from here on (four times the first time). */
const merge = (line: Thinned): void => {
  const merged: Point[] = []
  for (let i = 0; i < line.points.length; i += 4) {
    const own = line.points.slice(i, i + 4)
    const low = own.reduce((a, b) => (b.mid < a.mid ? b : a))
    const high = own.reduce((a, b) => (b.mid > a.mid ? b : a))
    merged.push(...extremes({ low, high }))
  }
  line.points = merged
  line.every *= line.every === 1 ? 4 : 2
}

const lineOf = (line: Thinned): PriceLine => {
  const rest = extremes(line)
  const end = line.last !== null && rest.at(-1) !== line.last && line.points.at(-1) !== line.last ? [line.last] : []
  const all = [...line.points, ...rest, ...end]
  return { tsMs: all.map(({ tsMs }) => tsMs), mid: all.map(({ mid }) => mid) }
}
