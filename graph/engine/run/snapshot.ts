/** All state of a compiled graph at a frame end: saved as one blob, restored only where kind and configuration match. */
import { decodeState, encodeState, type State } from '../../../lib/codec.js'
import { GraphError } from '../errors.js'
import { sha256 } from '../hash/hash.js'

export const SNAPSHOT_FORMAT = 1

export interface NodeSnapshot {
  readonly id: string
  readonly kind: string
  readonly configHash: string
  readonly bytes: Uint8Array
  readonly sha256: string
}
export interface Snapshot {
  readonly format: number
  readonly graphHash: string
  /** Slices processed since the start of the run. */
  readonly seq: number
  /** tsMs of the last slice, NaN before the first. */
  readonly tsMs: number
  readonly nodes: readonly NodeSnapshot[]
  readonly carries: State
}

export const encodeSnapshot = (snapshot: Snapshot): Uint8Array => encodeState(snapshot as unknown as State)

/** Reads a snapshot; a damaged one is rejected as a whole. */
export const decodeSnapshot = (bytes: Uint8Array): Snapshot => {
  let snapshot: Snapshot
  try {
    snapshot = decodeState<Snapshot>(bytes)
  } catch (cause) {
    throw new GraphError('bad-snapshot', 'snapshot: the bytes cannot be read', { cause })
  }
  if (snapshot?.format !== SNAPSHOT_FORMAT) {
    throw new GraphError('bad-snapshot', `snapshot: format ${String(snapshot?.format)}, needed ${SNAPSHOT_FORMAT}`)
  }
  for (const node of snapshot.nodes) {
    if (sha256(node.bytes) !== node.sha256) {
      throw new GraphError('bad-snapshot', `snapshot: state of node ${node.id} is damaged`)
    }
  }
  return snapshot
}
