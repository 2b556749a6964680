/** Cuts a graph for several processes: a part steps its own nodes and reads the columns of others, slice by slice, over edges. */
import type { Graph, GraphNode } from './define.js'
import { GraphError } from '../errors.js'
import type { RowSpace } from './operator.js'
import { type SliceLayout, sliceLayout } from '../run/slice-layout.js'
import { readBy } from './read-by.js'
import { subgraph } from './subgraph.js'

export interface GraphCut<W extends RowSpace = never> {
  /** As requested, `gates..allocate`. */
  readonly part: string
  readonly graph: Graph<W>
  /** True for the part with the graph's sources. */
  readonly head: boolean
  /** Columns of outside nodes that the part reads. */
  readonly inputs: SliceLayout
  /** Columns of the part that outside nodes read. */
  readonly outputs: SliceLayout
  /** The outside nodes that read them. */
  readonly readers: readonly string[]
}

/** `a..b` is every node from a to b in declaration order; commas separate ranges and single nodes. */
export const cutGraph = <W extends RowSpace>(graph: Graph<W>, part: string): GraphCut<W> => {
  const nodes = nodesOf(graph, part)
  const cut = subgraph(graph, nodes)
  const sources = graph.nodes.filter(({ role }) => role === 'source').map(({ id }) => id)
  const held = sources.filter((id) => nodes.includes(id))
  if (held.length > 0 && held.length < sources.length) {
    const rest = sources.filter((id) => !held.includes(id))
    fail(part, `${held.join(', ')} without ${rest.join(', ')}: one part holds all sources`)
  }
  assertNoWayBack(graph, part, nodes)
  const outside = graph.nodes.filter(({ id }) => !nodes.includes(id))
  const inside = graph.nodes.filter(({ id }) => nodes.includes(id))
  return Object.freeze({
    part,
    graph: cut,
    head: held.length > 0,
    inputs: sliceLayout(graph, idsOf(outside), readBy(inside)),
    outputs: sliceLayout(graph, nodes, readBy(outside)),
    readers: idsOf(outside.filter(({ wires }) => Object.values(wires).some((wire) => nodes.includes(wire.node)))),
  })
}

/** The nodes that the part itself steps. */
export const ownNodes = ({ graph }: GraphCut): string[] =>
  graph.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id)

const fail = (part: string, text: string): never => {
  throw new GraphError('bad-graph', `part ${part}: ${text}`)
}
const idsOf = (nodes: readonly GraphNode[]): readonly string[] => nodes.map(({ id }) => id)

const nodesOf = (graph: Graph, part: string): readonly string[] => {
  const ids = idsOf(graph.nodes)
  const at = (id: string): number => {
    const index = ids.indexOf(id)
    return index < 0 ? fail(part, `there is no node '${id}'; there are ${ids.join(', ')}`) : index
  }
  const wanted = new Set(
    part.split(',').flatMap((piece) => {
      const [from = '', to = from, more] = piece.trim().split('..')
      if (more !== undefined) fail(part, `'${piece}' is not a range like a..b`)
      if (at(from) > at(to)) fail(part, `${from} comes after ${to}`)
      return ids.slice(at(from), at(to) + 1)
    }),
  )
  return ids.filter((id) => wanted.has(id))
}

/** A part exchanges whole slices: its inputs must not depend on its outputs, not even one slice later. */
const assertNoWayBack = (graph: Graph, part: string, nodes: readonly string[]): void => {
  const producers = new Map(
    graph.nodes.map(({ id, wires }) => [id, Object.values(wires).map((wire) => wire.node)] as const),
  )
  const readers = new Map(
    graph.nodes.map(
      ({ id }) => [id, idsOf(graph.nodes.filter((node) => producers.get(node.id)?.includes(id)))] as const,
    ),
  )
  const reach = (next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> => {
    const found = new Set<string>()
    const visit = (id: string): void => {
      for (const other of next.get(id) ?? []) {
        if (nodes.includes(other) || found.has(other)) continue
        found.add(other)
        visit(other)
      }
    }
    for (const id of nodes) visit(id)
    return found
  }
  const after = reach(readers)
  const between = [...reach(producers)].filter((id) => after.has(id))
  if (between.length > 0) fail(part, `${between.join(', ')} both feed it and read it: include them, or cut elsewhere`)
}
