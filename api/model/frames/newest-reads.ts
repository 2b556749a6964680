/** What follows from the newest slice alone. */
import type { FrameReads } from '../frame-reads.js'
import type { AccountTrack } from './kept/account-track.js'
import type { FrameContext } from './frame-context.js'
import { gateRows } from './rows/gate-rows.js'
import { latchRows } from './rows/latch-rows.js'
import { nextEvent } from './rows/next-event.js'
import { pairRows } from './rows/pair-rows.js'
import { positionRows } from './rows/position-rows.js'
import { inBps, priceOf } from './rounded.js'
import { orNull, type SliceLook } from './slice-look.js'
import { type Standings, standings } from './rows/standings.js'
import { whyRows } from './rows/why-rows.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

type NewestReads = Standings &
  Pick<FrameReads, 'instruments' | 'latches' | 'positions' | 'why' | 'nextEvent' | 'pairs' | 'gates' | 'marketData'>

export const newestReads = (context: FrameContext, newest: () => SliceLook, track: AccountTrack): NewestReads => ({
  ...standings(context, newest),
  instruments: () =>
    context.world.instruments.map((one, k) => ({
      name: one.name,
      traded: context.world.traded[k] === 1,
      displayPrecision: one.displayPrecision,
      pipLocation: one.pipLocation,
      minimumUnits: orNull(one.minimumTradeSize),
      marginRate: orNull(one.marginRate),
    })),
  latches: () => latchRows(context, newest(), track.dayBase()),
  positions: () => positionRows(context, newest(), track.openedMs),
  why: () => whyRows(context, newest()),
  nextEvent: () => nextEvent(context, newest().tsMs),
  pairs: () => pairRows(context, newest()),
  gates: () => gateRows(context, newest()),
  marketData: () => marketData(context, newest()),
})

const marketData = ({ world }: FrameContext, look: SliceLook): ReturnType<FrameReads['marketData']> => ({
  instruments: world.instruments.map(({ name, displayPrecision }, k) => {
    const price = priceOf(displayPrecision)
    const tradeable = look.row('quote', 'tradeable', k)
    return {
      instrument: name,
      bid: price(look.row('quote', 'bid', k)),
      ask: price(look.row('quote', 'ask', k)),
      spreadBps: inBps(look.row('quote', 'spreadBps', k)),
      candle: candleOf(look, k),
      tradeable: Number.isNaN(tradeable) ? null : tradeable === 1,
    }
  }),
})

const candleOf = (
  look: SliceLook,
  k: number,
): ReturnType<FrameReads['marketData']>['instruments'][number]['candle'] => {
  if (look.row('candle', 'present', k) !== 1) return null
  const of = (column: 'o' | 'h' | 'l' | 'c' | 'v') => look.row('candle', column, k)
  const metric = (column: 'coherence' | 'stability' | 'rupture' | 'entropy') => orNull(look.row('qfh', column, k))
  return {
    tMs: look.tsMs - MINUTE_MS,
    ...{ o: of('o'), h: of('h'), l: of('l'), c: of('c'), v: orNull(of('v')) },
    coherence: metric('coherence'),
    stability: metric('stability'),
    rupture: metric('rupture'),
    entropy: metric('entropy'),
  }
}
