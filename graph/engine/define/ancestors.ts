/** What nodes depend on. */
import { GraphError } from '../errors.js'
import type { Graph } from './define.js'

/** The targets and everything that they read, at once or one slice later. */
export const ancestors = (graph: Graph, targets: readonly string[]): ReadonlySet<string> => {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const found = new Set<string>()
  const open = [...targets]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodes.get(id)
    if (!node) throw new GraphError('bad-graph', `graph ${graph.name} has no node '${id}'`)
    if (found.has(id)) continue
    found.add(id)
    for (const wire of Object.values(node.wires)) open.push(wire.node)
  }
  return found
}
