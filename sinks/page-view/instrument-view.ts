/** One instrument as a page shows it: its newest row of every node. */
import { roundFields } from '../../lib/round.js'
import { GATE_STATES, GUARDS, maskNames, REASONS } from '../../model/codes.js'

/** Prices and spreads of the slice; metrics NaN until known; units signed; `unrealized` in home currency. */
export interface InstrumentView {
  readonly instrument: string
  readonly bid: number
  readonly ask: number
  readonly spreadBps: number
  /** 1 = a session of one of its currencies is open. */
  readonly open: boolean
  readonly coherence: number
  readonly stability: number
  readonly rupture: number
  readonly entropy: number
  readonly direction: number
  readonly slopeBps: number
  /** Market guards that are closed. */
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
  /** Side the strategy wants held, and why. */
  readonly side: number
  readonly reason: string
}

/** `at` gives the instrument's value of a node's column in the slice. Money, prices and bps are rounded for a reader; the metrics stay as they are. */
export const instrumentView = (
  instrument: string,
  priceDecimals: number,
  at: (node: string, column: string) => number,
): InstrumentView => {
  const view: InstrumentView = {
    instrument,
    bid: at('quote', 'bid'),
    ask: at('quote', 'ask'),
    spreadBps: at('quote', 'spreadBps'),
    open: at('session', 'open') === 1,
    coherence: at('qfh', 'coherence'),
    stability: at('qfh', 'stability'),
    rupture: at('qfh', 'rupture'),
    entropy: at('qfh', 'entropy'),
    direction: at('direction', 'direction'),
    slopeBps: at('direction', 'slopeBps'),
    failed: maskNames(GUARDS, at('guards', 'failed')),
    gate: GATE_STATES[at('gates', 'state')] ?? 'warming',
    shadowTrades: at('gates', 'trades'),
    shadowBps: at('gates', 'pnlBps'),
    weight: at('allocate', 'weight'),
    filled: at('allocate', 'filled') === 1,
    score: at('allocate', 'score'),
    rank: at('allocate', 'rank'),
    units: at('broker', 'units'),
    pendingUnits: at('broker', 'pendingUnits'),
    entryPrice: at('broker', 'entryPrice'),
    stopPrice: at('broker', 'stopPrice'),
    takePrice: at('broker', 'takePrice'),
    unrealized: at('broker', 'unrealized'),
    side: at('strategy', 'side'),
    reason: REASONS[at('strategy', 'reason')] ?? 'none',
  }
  return roundFields(view, {
    bid: priceDecimals,
    ask: priceDecimals,
    entryPrice: priceDecimals,
    stopPrice: priceDecimals,
    takePrice: priceDecimals,
    spreadBps: 4,
    slopeBps: 4,
    shadowBps: 4,
    weight: 6,
    unrealized: 4,
  })
}
