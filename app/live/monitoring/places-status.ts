/** Places on `/status`: how many are earned and filled now, and in how many slices the weights did not follow the gates. */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { nodes } from '../../../model/nodes.js'
import { collectHeldWeights, type HeldWeights } from '../../../sinks/run/held-weights.js'

export interface PlacesStatus extends HeldWeights {
  readonly earned: number
  readonly filled: number
}
export interface PlacesMonitor extends FrameSink {
  /** Counts since the start of the process. */
  status(): PlacesStatus
}

export const placesMonitor = (): PlacesMonitor => {
  const weights = collectHeldWeights()
  const now = { earned: 0, filled: 0 }
  return {
    status: () => ({ ...now, ...weights.counts() }),
    write: (frame) => {
      void weights.write(frame)
      const { weight, filled } = columnsOf(frame, nodes.allocate)
      now.earned = 0
      now.filled = 0
      for (let i = (frame.slices - 1) * frame.count; i < frame.slices * frame.count; i++) {
        if (!((weight[i] as number) > 0)) continue
        if (filled[i] === 0) now.earned++
        else now.filled++
      }
    },
  }
}
