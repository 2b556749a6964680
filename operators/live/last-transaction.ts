/** The last broker transaction folded into a live account, read from a snapshot of its graph; 0 = none. */
import { decodeState } from '../../lib/codec.js'
import type { Snapshot } from '../../graph/engine/run/snapshot.js'
import type { LiveLedger } from './ledger.js'

export const lastTransactionOf = (snapshot: Snapshot): number => {
  const node = snapshot.nodes.find(({ id }) => id === 'broker')
  return node ? decodeState<{ readonly ledger: LiveLedger }>(node.bytes).ledger.lastTransactionId : 0
}
