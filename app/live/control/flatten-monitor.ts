/** Sees when the wish to be flat has come true: the pair has been flat for some slices that carried the wish, with nothing on its way. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { FlattenDone } from '../../../streams/execution/record.js'

/** What an order filled just before enters the account in the next slice: one flat slice says too little. */
const FLAT_SLICES = 2

/** Told of every slice after its orders. `busy`: an order of the pair is on its way. Null = no news. */
export const flatWatch = (
  count: number,
): ((frame: Frame, busy: (instrument: number) => boolean) => FlattenDone | null) => {
  const flatSlices = new Uint32Array(count)
  return (frame, busy) => {
    const units = frame.columns['broker']?.['units'] as Float64Array
    const { flatten, requestId } = frame.columns['control'] as unknown as Record<string, Float64Array | Uint8Array>
    const instruments: number[] = []
    for (let k = 0; k < count; k++) {
      flatSlices[k] = flatten?.[k] === 1 && units[k] === 0 && !busy(k) ? flatSlices[k]! + 1 : 0
      if (flatSlices[k]! >= FLAT_SLICES) instruments.push(k)
    }
    return instruments.length === 0 ? null : { requestId: requestId?.[0] ?? 0, instruments }
  }
}
