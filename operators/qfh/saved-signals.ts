/** The state of node `qfh` in a snapshot: three encoded parts and the times. The layout is older than the stream that now holds it. */
import { decodeState, encodeState } from '../../lib/codec.js'
import type { SavedSignals } from '../../native-rs/index.js'

type Sigma = Pick<SavedSignals, 'returns' | 'seen' | 'close' | 'sum' | 'squares' | 'kept'>
type Echo = Pick<SavedSignals, 'tsMs' | 'signature' | 'ruptures' | 'hourSum' | 'head' | 'tail' | 'hourTail'>
interface Saved {
  readonly stream: Uint8Array
  /** Encoded `Sigma` and `Echo`. */
  readonly sigma: Uint8Array
  readonly echo: Uint8Array
  readonly lastTsMs: Float64Array
}

export const encodeSignals = (state: SavedSignals): Uint8Array => {
  const { stream, lastTsMs, returns, seen, close, sum, squares, kept } = state
  const { tsMs, signature, ruptures, hourSum, head, tail, hourTail } = state
  return encodeState({
    stream,
    sigma: encodeState({ returns, seen, close, sum, squares, kept }),
    echo: encodeState({ tsMs, signature, ruptures, hourSum, head, tail, hourTail }),
    lastTsMs,
  })
}

export const decodeSignals = (bytes: Uint8Array): SavedSignals => {
  const { stream, sigma, echo, lastTsMs } = decodeState<Saved>(bytes)
  return { stream, lastTsMs, ...decodeState<Sigma>(sigma), ...decodeState<Echo>(echo) }
}
