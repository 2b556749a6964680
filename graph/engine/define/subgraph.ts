/** Cuts a part out of a graph: producers outside it become sources. */
import type { Graph, GraphNode } from './define.js'
import type { RowSpace } from './operator.js'
import { GraphError } from '../errors.js'
import { plan } from './plan.js'

export const subgraph = <W extends RowSpace>(graph: Graph<W>, nodes: readonly string[]): Graph<W> => {
  const wanted = new Set(nodes)
  for (const id of wanted) {
    if (!graph.nodes.some((node) => node.id === id))
      throw new GraphError('bad-graph', `graph ${graph.name} has no node '${id}'`)
  }
  for (const component of plan(graph)) {
    const inside = component.nodes.filter((id) => wanted.has(id))
    if (component.loop && inside.length > 0 && inside.length < component.nodes.length) {
      throw new GraphError('bad-graph', `a cut inside the loop ${component.nodes.join(', ')} is not possible`)
    }
  }
  const kept = graph.nodes.filter((node) => wanted.has(node.id))
  const outside = new Set(
    kept.flatMap((node) => Object.values(node.wires).map((wire) => wire.node)).filter((id) => !wanted.has(id)),
  )
  const asSource = (node: GraphNode<W>): GraphNode<W> =>
    Object.freeze({
      id: node.id,
      role: 'source',
      kind: 'source',
      doc: node.doc,
      schema: node.schema,
      ports: {},
      wires: {},
    })
  return Object.freeze({
    name: `${graph.name}:${nodes.join('+')}`,
    nodes: Object.freeze(
      graph.nodes
        .filter((node) => wanted.has(node.id) || outside.has(node.id))
        .map((node) => (outside.has(node.id) ? asSource(node) : node)),
    ),
    sinks: Object.freeze(graph.sinks.filter((sink) => wanted.has(sink.node))),
  })
}
