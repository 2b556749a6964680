/** Whether a graph can be kept from trading while it warms up. */
import type { Graph } from '../../graph/engine/define/define.js'
import { nodes } from '../../model/nodes.js'
import { orderNodeOf } from './graph-parts.js'

/** True if some node reads `paused` of the control row, as SEP's risk guards do, or if nothing trades. */
export const obeysPause = (graph: Graph): boolean =>
  orderNodeOf(graph) === null ||
  graph.nodes.some(({ ports, wires }) =>
    Object.entries(wires).some(([port, { node }]) => node === nodes.control.node && 'paused' in (ports[port] ?? {})),
  )
