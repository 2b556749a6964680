/** Consecutive rejects by instrument, read from a snapshot of the graph; empty if `risk` has no state yet. */
import { decodeState } from '../../lib/codec.js'
import type { Snapshot } from '../../graph/engine/run/snapshot.js'
import type { RejectBackoff } from './reject-backoff.js'

export const rejectsOf = (snapshot: Snapshot): ArrayLike<number> => {
  const node = snapshot.nodes.find(({ id }) => id === 'risk')
  return node ? decodeState<{ readonly backoff: RejectBackoff }>(node.bytes).backoff.rejects : []
}
