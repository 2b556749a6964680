/** Which nodes of the market a state does not fit any more: their settings have changed, or those of a node upstream. */
import type { Graph } from '../../../graph/engine/define/define.js'
import { canonicalJson, sha256 } from '../../../graph/engine/hash/hash.js'
import type { Snapshot } from '../../../graph/engine/run/snapshot.js'
import { marketNodes } from './warmup.js'

/** In the order of the graph. Nodes that know of orders are not among them: they keep their state, or are reset by name. */
export const changedNodes = (graph: Graph, { nodes: saved }: Snapshot): readonly string[] => {
  const market = new Set(marketNodes(graph))
  const changed = new Set<string>()
  // A node stands after those that it reads.
  for (const node of graph.nodes) {
    if (!market.has(node.id)) continue
    const known = saved.find(({ id }) => id === node.id)
    const isSame = known?.kind === node.kind && known.configHash === sha256(canonicalJson(node.config))
    if (!isSame || Object.values(node.wires).some((wire) => changed.has(wire.node))) changed.add(node.id)
  }
  return [...changed]
}
