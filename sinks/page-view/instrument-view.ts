/** One instrument on a page: its newest row of every node. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { type Decimals, roundFields } from '../../lib/round.js'
import { GATE_STATES, GUARDS, maskNames, REASONS } from '../../model/codes.js'
import { nodes } from '../../model/nodes.js'

/** Prices and spreads of the slice; metrics are NaN until known; units are signed; `unrealized` in home currency. */
export interface InstrumentView {
  readonly instrument: string
  readonly bid: number
  readonly ask: number
  readonly spreadBps: number
  /** True while a session of one of its currencies is open. */
  readonly open: boolean
  readonly coherence: number
  readonly stability: number
  readonly rupture: number
  readonly entropy: number
  readonly direction: number
  readonly slopeBps: number
  /** Market guards that block. */
  readonly failed: readonly string[]
  readonly gate: string
  /** Trades and net bps of the shadow in the trailing window. */
  readonly shadowTrades: number
  readonly shadowBps: number
  readonly weight: number
  readonly filled: boolean
  readonly score: number
  readonly rank: number
  readonly units: number
  readonly pendingUnits: number
  readonly entryPrice: number
  readonly stopPrice: number
  readonly takePrice: number
  readonly unrealized: number
  /** The side the strategy wants to hold, and why. */
  readonly side: number
  readonly reason: string
}

/** Views of the rows of a frame, by row index. Money, prices and bps are rounded for display; the metrics are not. */
export const instrumentViews = (
  frame: Frame,
): ((i: number, instrument: string, priceDecimals: number) => InstrumentView) => {
  const quote = columnsOf(frame, nodes.quote)
  const session = columnsOf(frame, nodes.session)
  const qfh = columnsOf(frame, nodes.qfh)
  const { direction, slopeBps } = columnsOf(frame, nodes.direction)
  const guards = columnsOf(frame, nodes.guards)
  const gates = columnsOf(frame, nodes.gates)
  const allocate = columnsOf(frame, nodes.allocate)
  const broker = columnsOf(frame, nodes.broker)
  const strategy = columnsOf(frame, nodes.strategy)
  const view = (i: number, instrument: string): InstrumentView => ({
    instrument,
    bid: quote.bid[i]!,
    ask: quote.ask[i]!,
    spreadBps: quote.spreadBps[i]!,
    open: session.open[i]! === 1,
    coherence: qfh.coherence[i]!,
    stability: qfh.stability[i]!,
    rupture: qfh.rupture[i]!,
    entropy: qfh.entropy[i]!,
    direction: direction[i]!,
    slopeBps: slopeBps[i]!,
    failed: maskNames(GUARDS, guards.failed[i]!),
    gate: GATE_STATES[gates.state[i]!] ?? 'warming',
    shadowTrades: gates.trades[i]!,
    shadowBps: gates.pnlBps[i]!,
    weight: allocate.weight[i]!,
    filled: allocate.filled[i]! === 1,
    score: allocate.score[i]!,
    rank: allocate.rank[i]!,
    units: broker.units[i]!,
    pendingUnits: broker.pendingUnits[i]!,
    entryPrice: broker.entryPrice[i]!,
    stopPrice: broker.stopPrice[i]!,
    takePrice: broker.takePrice[i]!,
    unrealized: broker.unrealized[i]!,
    side: strategy.side[i]!,
    reason: REASONS[strategy.reason[i]!] ?? 'none',
  })
  return (i, instrument, priceDecimals) => roundFields(view(i, instrument), decimalsOf(priceDecimals))
}

const decimalsOf = (price: number): Decimals<InstrumentView> => ({
  bid: price,
  ask: price,
  entryPrice: price,
  stopPrice: price,
  takePrice: price,
  spreadBps: 4,
  slopeBps: 4,
  shadowBps: 4,
  weight: 6,
  unrealized: 4,
})
