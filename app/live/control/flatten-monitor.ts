/** Detects that a requested flatten has completed: position zero for some slices that carried the request, and no order in flight. */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { nodes } from '../../../model/nodes.js'
import type { FlattenDone } from '../../../streams/execution/record.js'

/** A fill from just before enters the account with the next slice: one flat slice proves too little. */
const FLAT_SLICES = 2

/** To be called with every slice, after its orders. Null = nothing has completed. */
export const flattenMonitor = (
  count: number,
): ((frame: Frame, isInFlight: (instrument: number) => boolean) => FlattenDone | null) => {
  const flatSlices = new Uint32Array(count)
  return (frame, isInFlight) => {
    const { units } = columnsOf(frame, nodes.broker)
    const { flatten, requestId } = columnsOf(frame, nodes.control)
    const instruments: number[] = []
    for (let k = 0; k < count; k++) {
      flatSlices[k] = flatten[k] === 1 && units[k] === 0 && !isInFlight(k) ? flatSlices[k]! + 1 : 0
      if (flatSlices[k]! >= FLAT_SLICES) instruments.push(k)
    }
    return instruments.length === 0 ? null : { requestId: requestId[0] ?? 0, instruments }
  }
}
