/** The state of node `direction` in a snapshot. The layout is older than the stream that now holds it. */
import { decodeState, encodeState } from '../../lib/codec.js'
import type { SavedDirections } from '../../native-rs/index.js'

/** A rolling median of several series, one after another. */
interface OfRanges {
  readonly window: number
  readonly ring: Float64Array
  readonly sorted: Float64Array
  readonly count: Int32Array
  readonly at: Int32Array
}
type MedianKey = 'medianRing' | 'medianSorted' | 'medianCount' | 'medianAt'
interface Saved extends Omit<SavedDirections, MedianKey> {
  readonly ofRanges: OfRanges
}

/** `window`: buckets of the median. */
export const encodeDirections = (state: SavedDirections, window: number): Uint8Array => {
  const { medianRing, medianSorted, medianCount, medianAt, ...rest } = state
  return encodeState({
    ...rest,
    ofRanges: { window, ring: medianRing, sorted: medianSorted, count: medianCount, at: medianAt },
  })
}

export const decodeDirections = (bytes: Uint8Array): SavedDirections => {
  const { ofRanges, ...rest } = decodeState<Saved>(bytes)
  const { ring, sorted, count, at } = ofRanges
  return { ...rest, medianRing: ring, medianSorted: sorted, medianCount: count, medianAt: at }
}
