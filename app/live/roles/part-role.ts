/** What a part of the live graph does in addition to stepping its nodes. */
import { cutGraph } from '../../../graph/engine/define/cut.js'
import type { Graph } from '../../../graph/engine/define/define.js'
import { SepError } from '../../../model/error-codes.js'

/** `slices`: has the sources. `trades`: has the broker's slot. `computes`: has neither, needs the store alone. `all`: the whole graph. */
export type PartRole = 'all' | 'slices' | 'trades' | 'computes'

/** Unknown nodes, and nodes that cannot be cut out like this, are a `bad-graph` error. */
export const partRole = (graph: Graph, nodes: string): PartRole => {
  const cut = cutGraph(graph, nodes)
  const trades = cut.graph.nodes.some(({ role }) => role === 'slot')
  if (!cut.head) return trades ? 'trades' : 'computes'
  if (!trades) return 'slices'
  if (cut.readers.length === 0 && cut.graph.nodes.length === graph.nodes.length) return 'all'
  throw new SepError(
    'bad-graph',
    `--nodes ${nodes}: a part either makes the slices or trades; cut between them, as after allocate`,
  )
}
