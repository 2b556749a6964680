/** Keeps what a page shows of a running graph: the newest rows of every instrument, short histories, newest orders and trades. */
import type { NodeColumns } from '../graph/frame.js'
import { GATE_STATES, GUARDS, maskNames, REASONS, RISKS } from '../graph/reasons.js'
import type { FrameSink } from '../graph/rx.js'
import type { World } from '../graph/world.js'
import { collectOrders, type OrderLine } from './run/orders.js'

export interface InstrumentView {
  readonly instrument: string
  readonly bid: number
  readonly ask: number
  readonly spreadBps: number
  readonly open: boolean
  readonly coherence: number
  readonly stability: number
  readonly entropy: number
  readonly rupture: number
  readonly direction: number
  readonly slopeBps: number
  readonly failed: readonly string[]
  readonly gate: string
  readonly shadowTrades: number
  readonly shadowBps: number
  readonly weight: number
  readonly filled: boolean
  readonly score: number
  readonly units: number
  readonly entryPrice: number
  readonly stopPrice: number
  readonly unrealized: number
  readonly wish: string
  readonly refused: readonly string[]
}
export interface LiveView {
  readonly tsMs: number
  readonly nav: number
  readonly balance: number
  readonly drawdownPct: number
  readonly marginUsed: number
  readonly killed: boolean
  readonly instruments: readonly InstrumentView[]
  readonly navHistory: readonly (readonly [number, number])[]
  readonly orders: readonly OrderLine[]
  readonly trades: number
}
export interface LiveCollector extends FrameSink {
  view(): LiveView | null
  /** [tsMs, o, h, l, c] of the newest candles. */
  candles(instrument: string): readonly (readonly number[])[]
}

const CANDLES = 240
const NAV_POINTS = 480
const ORDERS = 50

export const collectLive = (world: World): LiveCollector => {
  const candles = world.instruments.map((): number[][] => [])
  const navHistory: (readonly [number, number])[] = []
  const newest: OrderLine[] = []
  let current: LiveView | null = null
  let trades = 0
  return {
    view: () => current,
    candles: (instrument) => candles[world.instruments.findIndex(({ name }) => name === instrument)] ?? [],
    write: (frame) => {
      const column = (node: string, name: string) => (frame.columns[node] as NodeColumns)[name] as Float64Array
      const orders = collectOrders(world, 'risk')
      void orders.write(frame)
      for (const line of orders.lines) newest.unshift(line)
      newest.length = Math.min(newest.length, ORDERS)
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s] as number
        for (let k = 0; k < frame.count; k++) {
          const i = s * frame.count + k
          if (!column('candle', 'present')[i]) continue
          const list = candles[k] as number[][]
          list.push([tsMs, ...(['o', 'h', 'l', 'c'] as const).map((name) => column('candle', name)[i] as number)])
          if (list.length > CANDLES) list.shift()
        }
        navHistory.push([tsMs, column('broker', 'nav')[s] as number])
        if (navHistory.length > NAV_POINTS) navHistory.shift()
      }
      trades += ((frame.columns['performance'] as NodeColumns)['at'] as Uint32Array)[frame.slices] as number
      const s = frame.slices - 1
      current = {
        tsMs: frame.time.tsMs[s] as number,
        nav: column('broker', 'nav')[s] as number,
        balance: column('broker', 'balance')[s] as number,
        drawdownPct: column('performance', 'drawdownPct')[s] as number,
        marginUsed: column('broker', 'marginUsedTotal')[s] as number,
        killed: column('control', 'killSwitch')[s] === 1,
        instruments: world.instruments.map(({ name }, k) => instrumentView(name, column, s * frame.count + k)),
        navHistory,
        orders: newest,
        trades,
      }
    },
  }
}

const instrumentView = (
  instrument: string,
  column: (node: string, name: string) => Float64Array,
  i: number,
): InstrumentView => {
  const at = (node: string, name: string) => column(node, name)[i] as number
  return {
    instrument,
    bid: at('quote', 'bid'),
    ask: at('quote', 'ask'),
    spreadBps: at('quote', 'spreadBps'),
    open: at('session', 'open') === 1,
    coherence: at('qfh', 'coherence'),
    stability: at('qfh', 'stability'),
    entropy: at('qfh', 'entropy'),
    rupture: at('qfh', 'rupture'),
    direction: at('direction', 'direction'),
    slopeBps: at('direction', 'slopeBps'),
    failed: maskNames(GUARDS, at('guards', 'failed')),
    gate: GATE_STATES[at('gates', 'state')] ?? 'warming',
    shadowTrades: at('gates', 'trades'),
    shadowBps: at('gates', 'pnlBps'),
    weight: at('allocate', 'weight'),
    filled: at('allocate', 'filled') === 1,
    score: at('allocate', 'score'),
    units: at('broker', 'units'),
    entryPrice: at('broker', 'entryPrice'),
    stopPrice: at('broker', 'stopPrice'),
    unrealized: at('broker', 'unrealized'),
    wish: `${at('strategy', 'side')} ${REASONS[at('strategy', 'reason')] ?? 'none'}`,
    refused: maskNames(RISKS, at('risk', 'refused')),
  }
}
