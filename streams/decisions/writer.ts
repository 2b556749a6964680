/** Writes what each slice led to, after the orders are out: digests of every output column, and the orders as lines. */
import type { Graph } from '../../graph/engine/define/define.js'
import { outputDigests } from '../../graph/engine/hash/output-digests.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import type { Fields, Lease, Store } from '../../store/store.js'
import { lostLease } from '../../store/lost-lease.js'
import { isNewer } from '../../store/stream-id.js'
import { journalKeys } from '../journal/keys.js'
import type { JournalPlace } from '../snapshot/stored.js'
import { type OrderLine, orderLines } from './order-lines.js'
import { encodeDecision } from './record.js'

export interface DecisionWriter {
  /** `place` is the journal's at this slice. What could not be written is kept for the next call. */
  write(frame: Frame, s: number, place: JournalPlace): Promise<void>
}

export const decisionWriter = (
  store: Store,
  lease: Lease,
  account: string,
  graph: Graph,
  world: World,
): DecisionWriter => {
  const { decision: stream } = journalKeys(account)
  const digests = outputDigests(graph)
  const ordersOf = ordersText(graph, world)
  let pending: { readonly stream: string; readonly id: string; readonly fields: Fields }[] = []

  return {
    write: async (frame, s, place) => {
      const record = { seq: place.seq, slice: place.hash, digests: digests.of(frame, s), orders: ordersOf(frame, s) }
      pending.push({ stream, id: `${place.tsMs}-0`, fields: encodeDecision(record) })
      const answer = await store.fencedAppend(lease, pending)
      if (answer === 'duplicate' && pending.length > 1) {
        // An earlier write had arrived although its answer was lost.
        const last = (await store.lastId(stream)) ?? '0-0'
        pending = pending.filter(({ id }) => isNewer(id, last))
        if (pending.length > 0) await store.fencedAppend(lease, pending)
      } else if (answer === 'stale-epoch') {
        throw await lostLease(store, lease, `decisions of ${account}`)
      }
      pending = []
    },
  }
}

/** JSON of the orders of slice s; a graph without broker or quotes has none. */
const ordersText = (graph: Graph, world: World): ((frame: Frame, s: number) => string) => {
  const node = graph.nodes.find(({ role }) => role === 'slot')?.wires['order']?.node
  if (node === undefined || !graph.nodes.some(({ id }) => id === nodes.quote.node)) return () => '[]'
  const append = orderLines({ world, node })
  return (frame, s) => {
    const lines: OrderLine[] = []
    append(lines, frame, s, s + 1)
    return JSON.stringify(lines)
  }
}
