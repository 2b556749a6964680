/** Keeps what a page shows of a running graph: the newest rows of every instrument, short histories, newest orders, counts. */
import type { Frame, NodeColumns } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { World } from '../../model/world.js'
import { type InstrumentView, instrumentView } from './instrument-view.js'
import { thinnedHistory } from './thinned-history.js'
import { collectOrders, type OrderLine } from '../../streams/decisions/orders.js'
import { roundTo } from '../../lib/round.js'
import { shownOrder } from '../run/format-order.js'

/** Money in home currency, rounded for a reader as the prices are. */
export interface LiveView {
  readonly tsMs: number
  readonly nav: number
  readonly balance: number
  readonly drawdownPct: number
  readonly marginUsed: number
  readonly marginAvailable: number
  /** Paid in spread, slippage and conversion so far. */
  readonly costs: number
  /** The kill switch as the slice has seen it. */
  readonly killed: boolean
  /** Traded ones only. */
  readonly instruments: readonly InstrumentView[]
  /** [tsMs, NAV] since trading began, thinned. */
  readonly navHistory: readonly (readonly [number, number])[]
  /** Newest first. */
  readonly orders: readonly OrderLine[]
  /** Round trips that are closed, and how many of them earned something. */
  readonly trades: number
  readonly wins: number
  /** Increases refused so far, by account guard. */
  readonly refused: { readonly [guard: string]: number }
}
/** Prices of a minute and what QFH says of it; NaN until known. */
export interface LiveCandle {
  readonly tsMs: number
  readonly o: number
  readonly h: number
  readonly l: number
  readonly c: number
  readonly coherence: number
  readonly stability: number
  readonly rupture: number
  readonly entropy: number
}
export interface LiveCollector extends FrameSink {
  /** Null before the first slice. */
  readonly view: () => LiveView | null
  /** Newest candles of an instrument, oldest first; undefined where it is not traded. */
  readonly candles: (instrument: string) => readonly LiveCandle[] | undefined
}

const CANDLES = 240
const NAV_POINTS = 600
const ORDERS = 50

/** Orders, NAV and counts of slices up to `fromMs` are history and left out. */
export const collectLive = (world: World, fromMs = Number.NEGATIVE_INFINITY): LiveCollector => {
  const traded = world.instruments.flatMap(({ name, displayPrecision }, k) =>
    world.traded[k] ? [{ name, k, priceDecimals: displayPrecision + 1 }] : [],
  )
  const candles = new Map(traded.map(({ name }) => [name, [] as LiveCandle[]]))
  const history = thinnedHistory(NAV_POINTS)
  const newest: OrderLine[] = []
  const shown = shownOrder(world)
  const refused: Record<string, number> = {}
  let current: LiveView | null = null
  let trades = 0
  let wins = 0

  const takeOrders = (frame: Frame): void => {
    const orders = collectOrders(world, 'risk')
    void orders.write(frame)
    newest.unshift(
      ...orders.lines
        .filter(({ tsMs }) => tsMs > fromMs)
        .map(shown)
        .reverse(),
    )
    newest.length = Math.min(newest.length, ORDERS)
    if ((frame.time.tsMs[0] as number) <= fromMs) return
    for (const [guard, count] of Object.entries(orders.refused)) refused[guard] = (refused[guard] ?? 0) + count
  }
  const takeTrades = (frame: Frame): void => {
    const { at, net } = frame.columns['performance'] as { at: Uint32Array; net: Float64Array }
    const closed = at[frame.slices] as number
    trades += closed
    for (let e = 0; e < closed; e++) if ((net[e] as number) > 0) wins++
  }
  return {
    view: () => current,
    candles: (instrument) => candles.get(instrument),
    write: (frame) => {
      const value = (node: string, column: string, i: number) =>
        ((frame.columns[node] as NodeColumns)[column] as Float64Array)[i] as number
      takeOrders(frame)
      takeTrades(frame)
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s] as number
        if (tsMs > fromMs) history.push(tsMs, roundTo(value('broker', 'nav', s), 4))
        for (const { name, k } of traded) {
          const i = s * frame.count + k
          if (value('candle', 'present', i) === 0) continue
          const list = candles.get(name) as LiveCandle[]
          list.push(liveCandle(tsMs, (node, column) => value(node, column, i)))
          if (list.length > CANDLES) list.shift()
        }
      }
      const s = frame.slices - 1
      current = {
        tsMs: frame.time.tsMs[s] as number,
        nav: roundTo(value('broker', 'nav', s), 4),
        balance: roundTo(value('broker', 'balance', s), 4),
        drawdownPct: roundTo(value('performance', 'drawdownPct', s), 6),
        marginUsed: roundTo(value('broker', 'marginUsedTotal', s), 4),
        marginAvailable: roundTo(value('broker', 'marginAvailable', s), 4),
        costs: roundTo(value('performance', 'costs', s), 4),
        killed: value('control', 'killSwitch', s) === 1,
        instruments: traded.map(({ name, k, priceDecimals }) =>
          instrumentView(name, priceDecimals, (node, column) => value(node, column, s * frame.count + k)),
        ),
        navHistory: history.points,
        orders: newest,
        trades,
        wins,
        refused,
      }
    },
  }
}

const liveCandle = (tsMs: number, at: (node: string, column: string) => number): LiveCandle => ({
  tsMs,
  o: at('candle', 'o'),
  h: at('candle', 'h'),
  l: at('candle', 'l'),
  c: at('candle', 'c'),
  coherence: at('qfh', 'coherence'),
  stability: at('qfh', 'stability'),
  rupture: at('qfh', 'rupture'),
  entropy: at('qfh', 'entropy'),
})
