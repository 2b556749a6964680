/** What a live pipeline does without because its graph, a user's, lacks nodes of SEP. */
import type { Graph } from '../../../graph/engine/define/define.js'
import { mirrored } from '../../../sinks/mirrors/slice-view.js'
import { hasSepNodes, lacksSepNodes, type SepNode } from '../../config/graph-parts.js'

/** The nodes that alarms watch, with all nodes that the alarm reads. */
const WATCHED = {
  broker: ['broker'],
  performance: ['performance'],
  guards: ['guards', 'qfh', 'candle'],
  risk: ['risk', 'control'],
  allocate: ['allocate', 'control'],
} as const satisfies { readonly [node: string]: readonly SepNode[] }
export type WatchedNode = keyof typeof WATCHED

/** True if this process steps the node, and the graph has what its alarm reads. */
export const isWatched = (graph: Graph, node: WatchedNode): boolean =>
  graph.nodes.some(({ id, role }) => id === node && role !== 'source') && hasSepNodes(graph, ...WATCHED[node])

/** True if the graph has what the counts of the guards read. */
export const watchesGuards = (graph: Graph): boolean => hasSepNodes(graph, ...WATCHED.guards)

/** One line that names what is off; none for a graph that has all of it. */
export const absences = (graph: Graph): readonly string[] => {
  const mirrors = lacksSepNodes(graph, Object.keys(mirrored) as SepNode[])
  const off = [
    ...(isWatched(graph, 'performance') ? [] : ['the alarm about the shadow (performance)']),
    ...(isWatched(graph, 'guards') ? [] : ['alarms about and counts of the market guards (guards, qfh)']),
    ...(isWatched(graph, 'allocate') ? [] : ['alarms about and counts of places (allocate)']),
    ...(mirrors.length > 0 ? [`mirrors of ${mirrors.join(', ')}`] : []),
  ]
  return off.length === 0 ? [] : [`graph ${graph.name} lacks nodes of SEP; off: ${off.join('; ')}`]
}
