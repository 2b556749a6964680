/** Keeps what a page shows of a running graph: the newest rows of every instrument, short histories, newest orders, counts. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { roundTo } from '../../lib/round.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import type { OrderLine } from '../../streams/decisions/order-lines.js'
import { collectOrders } from '../run/orders.js'
import { formatOrder } from '../run/format-order.js'
import { type InstrumentView, instrumentViews } from './instrument-view.js'
import { thinnedHistory } from './thinned-history.js'

/** Money in home currency; money and prices are rounded for display. */
export interface LiveView {
  readonly tsMs: number
  readonly nav: number
  readonly balance: number
  readonly drawdownPct: number
  readonly marginUsed: number
  readonly marginAvailable: number
  /** Spread, slippage and conversion paid so far. */
  readonly costs: number
  /** The kill switch as of this slice. */
  readonly killed: boolean
  /** Traded instruments only. */
  readonly instruments: readonly InstrumentView[]
  /** [tsMs, NAV] since the start of trading, thinned. */
  readonly navHistory: readonly (readonly [number, number])[]
  /** Newest first. */
  readonly orders: readonly OrderLine[]
  /** Closed round trips, and how many of them made money. */
  readonly trades: number
  readonly wins: number
  /** Increases refused so far, by risk guard. */
  readonly refused: { readonly [guard: string]: number }
}
/** Prices and QFH metrics of a minute; NaN until known. */
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
  /** Newest candles of an instrument, oldest first; undefined if it is not traded. */
  readonly candles: (instrument: string) => readonly LiveCandle[] | undefined
}

const CANDLES = 240
const NAV_POINTS = 600
const ORDERS = 50

/** Slices up to `fromMs` are history: their orders, NAV and counts are left out. */
export const collectLive = (world: World, fromMs = Number.NEGATIVE_INFINITY): LiveCollector => {
  const traded = world.instruments.flatMap(({ name, displayPrecision }, k) =>
    world.traded[k] ? [{ name, k, priceDecimals: displayPrecision + 1, candles: [] as LiveCandle[] }] : [],
  )
  const history = thinnedHistory(NAV_POINTS)
  const orders = collectNewestOrders(world, fromMs)
  const tally = { trades: 0, wins: 0 }
  let current: LiveView | null = null
  return {
    view: () => current,
    candles: (instrument) => traded.find(({ name }) => name === instrument)?.candles,
    write: (frame) => {
      orders.take(frame)
      countTrades(tally, frame)
      const { nav } = columnsOf(frame, nodes.broker)
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s]!
        if (tsMs > fromMs) history.push(tsMs, roundTo(nav[s]!, 4))
      }
      const candleOf = liveCandles(frame)
      for (const { k, candles } of traded) takeCandles(candles, frame, k, candleOf)
      const viewOf = instrumentViews(frame)
      const firstRow = (frame.slices - 1) * frame.count
      current = {
        ...accountView(frame),
        instruments: traded.map(({ name, k, priceDecimals }) => viewOf(firstRow + k, name, priceDecimals)),
        navHistory: history.points,
        orders: orders.newest,
        ...tally,
        refused: orders.refused,
      }
    },
  }
}

/** The newest orders, and the refusals by guard. */
const collectNewestOrders = (world: World, fromMs: number) => {
  const newest: OrderLine[] = []
  const refused: Record<string, number> = {}
  const format = formatOrder(world)
  return {
    newest: newest as readonly OrderLine[],
    refused: refused as LiveView['refused'],
    take: (frame: Frame): void => {
      const orders = collectOrders(world, 'risk')
      void orders.write(frame)
      const fresh = orders.lines.filter(({ tsMs }) => tsMs > fromMs).map(format)
      newest.unshift(...fresh.reverse())
      newest.length = Math.min(newest.length, ORDERS)
      if (frame.time.tsMs[0]! <= fromMs) return
      for (const [guard, count] of Object.entries(orders.refused)) refused[guard] = (refused[guard] ?? 0) + count
    },
  }
}

const countTrades = (tally: { trades: number; wins: number }, frame: Frame): void => {
  const { at, net } = columnsOf(frame, nodes.performance)
  const closed = at[frame.slices]!
  tally.trades += closed
  for (let e = 0; e < closed; e++) if (net[e]! > 0) tally.wins++
}

/** The account at the last slice. */
const accountView = (
  frame: Frame,
): Omit<LiveView, 'instruments' | 'navHistory' | 'orders' | 'trades' | 'wins' | 'refused'> => {
  const s = frame.slices - 1
  const broker = columnsOf(frame, nodes.broker)
  const performance = columnsOf(frame, nodes.performance)
  return {
    tsMs: frame.time.tsMs[s]!,
    nav: roundTo(broker.nav[s]!, 4),
    balance: roundTo(broker.balance[s]!, 4),
    drawdownPct: roundTo(performance.drawdownPct[s]!, 6),
    marginUsed: roundTo(broker.marginUsedTotal[s]!, 4),
    marginAvailable: roundTo(broker.marginAvailable[s]!, 4),
    costs: roundTo(performance.costs[s]!, 4),
    killed: columnsOf(frame, nodes.control).killSwitch[s] === 1,
  }
}

/** Appends the candles of instrument k and keeps the newest. */
const takeCandles = (
  candles: LiveCandle[],
  frame: Frame,
  k: number,
  candleOf: (i: number, tsMs: number) => LiveCandle | null,
): void => {
  for (let s = 0; s < frame.slices; s++) {
    const candle = candleOf(s * frame.count + k, frame.time.tsMs[s]!)
    if (candle) candles.push(candle)
    if (candles.length > CANDLES) candles.shift()
  }
}

/** Candles of the rows of a frame, by row index; null where the row has none. */
const liveCandles = (frame: Frame): ((i: number, tsMs: number) => LiveCandle | null) => {
  const { present, o, h, l, c } = columnsOf(frame, nodes.candle)
  const { coherence, stability, rupture, entropy } = columnsOf(frame, nodes.qfh)
  return (i, tsMs) =>
    present[i] === 0
      ? null
      : {
          tsMs,
          o: o[i]!,
          h: h[i]!,
          l: l[i]!,
          c: c[i]!,
          coherence: coherence[i]!,
          stability: stability[i]!,
          rupture: rupture[i]!,
          entropy: entropy[i]!,
        }
}
