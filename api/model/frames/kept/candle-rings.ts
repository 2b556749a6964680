/** The newest candles of each traded instrument with the metrics of their slices, in rings of numbers. */
import type { z } from 'zod'
import { columnsOf, hasNode } from '../../../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../../../graph/engine/run/rx.js'
import { MINUTE_MS } from '../../../../lib/time-units.js'
import { nodes } from '../../../../model/nodes.js'
import type { candleSchema } from '../../../contract/market.js'
import type { FrameContext } from '../frame-context.js'
import { orNull } from '../slice-look.js'

type Candle = z.output<typeof candleSchema>

export interface CandleRings extends FrameSink {
  /** The newest, at most `most`, oldest first; null = the instrument is not traded. */
  candles(instrument: string, most?: number): readonly Candle[] | null
}

const WIDTH = 10

export const candleRings = ({ traded }: FrameContext, keep = 1500): CandleRings => {
  const rings = new Map(traded.map(({ name, k }) => [name, { k, values: new Float64Array(keep * WIDTH), count: 0 }]))
  return {
    write: (frame) => {
      if (!hasNode(frame, nodes.candle)) return
      const { present, o, h, l, c, v } = columnsOf(frame, nodes.candle)
      const qfh = hasNode(frame, nodes.qfh) ? columnsOf(frame, nodes.qfh) : null
      for (const ring of rings.values())
        for (let s = 0; s < frame.slices; s++) {
          const i = s * frame.count + ring.k
          if (present[i] !== 1) continue
          const metric = (column: 'coherence' | 'stability' | 'rupture' | 'entropy') => qfh?.[column]?.[i] ?? Number.NaN
          const openMs = frame.time.tsMs[s]! - MINUTE_MS
          const prices = [openMs, o[i]!, h[i]!, l[i]!, c[i]!, v[i]!]
          const metrics = [metric('coherence'), metric('stability'), metric('rupture'), metric('entropy')]
          ring.values.set([...prices, ...metrics], (ring.count % keep) * WIDTH)
          ring.count++
        }
    },
    candles: (instrument, most = keep) => {
      const ring = rings.get(instrument)
      if (!ring) return null
      const length = Math.min(ring.count, keep, most)
      return Array.from({ length }, (_, n) => candleAt(ring.values, ((ring.count - length + n) % keep) * WIDTH))
    },
  }
}

const candleAt = (values: Float64Array, at: number): Candle => {
  const of = (n: number) => values[at + n]!
  return {
    tMs: of(0),
    ...{ o: of(1), h: of(2), l: of(3), c: of(4), v: orNull(of(5)) },
    coherence: orNull(of(6)),
    stability: orNull(of(7)),
    rupture: orNull(of(8)),
    entropy: orNull(of(9)),
  }
}
