/** Writes what each slice led to, after the orders are out: digests of every output column and the orders as lines. */
import { encodeDecision } from './record.js'
import type { Graph } from '../../graph/engine/define/define.js'
import { SepError } from '../../model/error-codes.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { journalKeys } from '../journal/keys.js'
import { outputDigests } from '../../graph/engine/hash/output-digests.js'
import type { Fields, Lease, Store } from '../../store/store.js'
import type { JournalPlace } from '../snapshot/stored.js'
import type { World } from '../../model/world.js'
import { collectOrders } from './orders.js'

export interface DecisionWriter {
  /** `place` is the journal's at this slice. What could not be written stays for the next call. */
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
  const orderNode = graph.nodes.find((node) => node.role === 'slot')?.wires['order']?.node
  let waiting: { readonly stream: string; readonly id: string; readonly fields: Fields }[] = []

  const ordersOf = (frame: Frame, tsMs: number): string => {
    if (orderNode === undefined || !graph.nodes.some((node) => node.id === 'quote')) return '[]'
    const orders = collectOrders(world, orderNode)
    void orders.write(frame)
    return JSON.stringify(orders.lines.filter((line) => line.tsMs === tsMs))
  }

  return {
    write: async (frame, s, place) => {
      const record = {
        seq: place.seq,
        slice: place.hash,
        digests: digests.of(frame, s),
        orders: ordersOf(frame, place.tsMs),
      }
      waiting.push({ stream, id: `${place.tsMs}-0`, fields: encodeDecision(record) })
      const answer = await store.fencedAppend(lease, waiting)
      if (answer === 'duplicate' && waiting.length > 1) {
        // An earlier write had arrived although its answer was lost.
        const last = await store.lastId(stream)
        waiting = waiting.filter(({ id }) => msOf(id) > msOf(last ?? '0-0'))
        if (waiting.length > 0) await store.fencedAppend(lease, waiting)
      } else if (answer === 'stale-epoch') {
        throw new SepError('lease-lost', `decisions of ${account}: a newer process holds the lease`)
      }
      waiting = []
    },
  }
}

const msOf = (id: string): number => Number(id.split('-')[0])
