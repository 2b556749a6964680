/** Counts the slices in which the allocation held its weights because the gates were too old. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { nodes } from '../../model/nodes.js'
import { firstTradingSlice } from './trading-span.js'

export interface HeldWeights {
  readonly slices: number
  /** Weights kept, because the gates were older than allowed. */
  readonly held: number
  /** Equal weights, because there had been no fresh gates yet. */
  readonly fallback: number
}
export interface HeldWeightsCollector extends FrameSink {
  counts(): HeldWeights
}

/** Slices up to `tradeFromMs` are warm-up. */
export const collectHeldWeights = (tradeFromMs = Number.NEGATIVE_INFINITY): HeldWeightsCollector => {
  const seen = { slices: 0, held: 0, fallback: 0 }
  return {
    counts: () => ({ ...seen }),
    write: (frame) => {
      const { held, fallback } = columnsOf(frame, nodes.allocate)
      for (let s = firstTradingSlice(frame, tradeFromMs); s < frame.slices; s++) {
        seen.slices++
        seen.held += held[s] as number
        seen.fallback += fallback[s] as number
      }
    },
  }
}
