/** The graph as data for people and machines: JSON, Mermaid, DOT. */
import type { Graph } from './define.js'
import { graphHash } from '../hash/hash.js'
import { plan } from './plan.js'
import type { RowSpace } from './operator.js'

export interface TopologyNode {
  readonly id: string
  readonly kind: string
  readonly role: string
  readonly doc: string
  readonly config: unknown
  readonly in: { readonly [port: string]: readonly string[] }
  readonly out: { readonly [column: string]: string }
  readonly loop: boolean
}
export interface TopologyEdge {
  readonly from: string
  readonly to: string
  readonly port: string
  readonly delay?: 1
}
export interface Topology {
  readonly name: string
  readonly hash: string
  readonly nodes: readonly TopologyNode[]
  readonly edges: readonly TopologyEdge[]
  readonly sinks: readonly { readonly id: string; readonly from: string }[]
}

export const topology = (graph: Graph, world: RowSpace, kernelVersion: string): Topology => {
  const loops = new Set(
    plan(graph)
      .filter((component) => component.loop)
      .flatMap((component) => component.nodes),
  )
  return {
    name: graph.name,
    hash: graphHash(graph, world, kernelVersion),
    nodes: graph.nodes.map((node) => ({
      id: node.id,
      kind: node.kind,
      role: node.role,
      doc: node.doc,
      config: node.config ?? null,
      in: Object.fromEntries(Object.entries(node.ports).map(([port, schema]) => [port, Object.keys(schema)])),
      out: Object.fromEntries(Object.entries(node.schema).map(([name, col]) => [name, `${col.kind} ${col.shape}`])),
      loop: loops.has(node.id),
    })),
    edges: graph.nodes.flatMap((node) =>
      Object.entries(node.wires).map(([port, wire]) => ({
        from: wire.node,
        to: node.id,
        port,
        ...(wire.delay ? { delay: 1 as const } : {}),
      })),
    ),
    sinks: graph.sinks.map((sink) => ({ id: sink.id, from: sink.node })),
  }
}

/** Mermaid flowchart; the loop is a subgraph, feedbacks are dotted. */
export const toMermaid = (t: Topology): string => {
  const shape = (node: TopologyNode) =>
    node.role === 'source'
      ? `${node.id}([${node.id}])`
      : node.role === 'slot'
        ? `${node.id}{{${node.id}}}`
        : `${node.id}[${node.id}]`
  return [
    'flowchart LR',
    ...t.nodes.filter((node) => !node.loop).map((node) => `  ${shape(node)}`),
    ...(t.nodes.some((node) => node.loop)
      ? [
          '  subgraph loop [one slice at a time]',
          ...t.nodes.filter((node) => node.loop).map((node) => `    ${shape(node)}`),
          '  end',
        ]
      : []),
    ...t.edges.map((edge) => `  ${edge.from} ${edge.delay ? '-. next slice .->' : '-->'} ${edge.to}`),
  ].join('\n')
}

/** Graphviz. */
export const toDot = (t: Topology): string =>
  [
    `digraph ${JSON.stringify(t.name)} {`,
    '  rankdir=LR;',
    ...t.nodes.map(
      (node) =>
        `  ${JSON.stringify(node.id)} [shape=${node.role === 'source' ? 'ellipse' : node.role === 'slot' ? 'hexagon' : 'box'}];`,
    ),
    ...t.edges.map(
      (edge) =>
        `  ${JSON.stringify(edge.from)} -> ${JSON.stringify(edge.to)} ` +
        `[label=${JSON.stringify(edge.port)}${edge.delay ? ', style=dotted' : ''}];`,
    ),
    '}',
  ].join('\n')

/** Nodes from which `target` can be reached over zero or more edges without passing through `through`. */
export const reachingWithout = (graph: Graph, target: string, port: string, through: string): readonly string[] => {
  const found = new Set<string>()
  const visit = (id: string): void => {
    if (id === through || found.has(id)) return
    found.add(id)
    for (const wire of Object.values(graph.nodes.find((node) => node.id === id)?.wires ?? {})) visit(wire.node)
  }
  const wire = graph.nodes.find((node) => node.id === target)?.wires[port]
  if (wire) visit(wire.node)
  return [...found]
}
