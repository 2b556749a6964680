/** A run over a synthetic market, with the columns that the pictures show. */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { DAY_MS } from '../../../lib/time-units.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { nodes } from '../../../model/nodes.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { syntheticMarket } from '../../../sources/synthetic/market.js'
import { runSep } from '../../support/sep-run.js'

/** One minute of the instrument. */
export interface Minute {
  readonly tsMs: number
  readonly present: boolean
  readonly o: number
  readonly h: number
  readonly l: number
  readonly c: number
  readonly v: number
  readonly bit: number
  readonly coherence: number
  readonly stability: number
  readonly entropy: number
  readonly rupture: number
  readonly direction: number
  readonly pass: boolean
  readonly shadowSide: number
  readonly pnlBps: number
  readonly pnlMinBps: number
  readonly trades: number
  readonly eligible: boolean
}

const PAIR = 'EUR_USD'
const DAYS = 75
/** A Sunday. */
const START_MS = Date.UTC(2024, 0, 7)

export const recordedRun = (): readonly Minute[] => {
  const market = syntheticMarket({ seed: 1, pairs: [PAIR], startMs: START_MS })
  const minutes: Minute[] = []
  runSep(market.next((DAYS * DAY_MS) / 60_000) as readonly CandleSeries[], {
    settings: resolveSettings(),
    look: (frame) => {
      const candle = columnsOf(frame, nodes.candle)
      const [bits, qfh, direction] = [
        columnsOf(frame, nodes.qbsa),
        columnsOf(frame, nodes.qfh),
        columnsOf(frame, nodes.direction),
      ]
      const [guards, shadow, gates] = [
        columnsOf(frame, nodes.guards),
        columnsOf(frame, nodes.shadow),
        columnsOf(frame, nodes.gates),
      ]
      for (let s = 0; s < frame.slices; s++)
        minutes.push({
          tsMs: frame.time.tsMs[s]!,
          present: candle.present[s] === 1,
          o: candle.o[s]!,
          h: candle.h[s]!,
          l: candle.l[s]!,
          c: candle.c[s]!,
          v: candle.v[s]!,
          bit: bits.bit[s]!,
          coherence: qfh.coherence[s]!,
          stability: qfh.stability[s]!,
          entropy: qfh.entropy[s]!,
          rupture: qfh.rupture[s]!,
          direction: direction.direction[s]!,
          pass: guards.pass[s] === 1,
          shadowSide: shadow.side[s]!,
          pnlBps: gates.pnlBps[s]!,
          pnlMinBps: gates.pnlMinBps[s]!,
          trades: gates.trades[s]!,
          eligible: gates.eligible[s] === 1,
        })
    },
  })
  return minutes
}
