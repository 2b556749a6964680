/** A frame as the demo's page reads it: with blank columns for the nodes of SEP that the graph lacks. */
import type { Graph } from '../../graph/engine/define/define.js'
import { arrayOf, hasEvents, type Schema } from '../../graph/engine/define/schema.js'
import type { Frame, NodeColumns } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import { schemas } from '../../model/columns.js'
import { nodes } from '../../model/nodes.js'
import { lacksSepNodes, orderNodeOf, type SepNode } from '../config/graph-parts.js'

const ALL = Object.keys(nodes) as SepNode[]

/** The nodes that the page shows and the graph lacks. Orders are read from the node that is wired to the broker. */
export const blankNodes = (graph: Graph): readonly SepNode[] => {
  const orders = orderNodeOf(graph)
  return lacksSepNodes(graph, ALL).filter((id) => id !== 'risk' || orders === null)
}

/** True if the graph has all nodes of SEP. */
export const isWhole = (graph: Graph): boolean => lacksSepNodes(graph, ALL).length === 0

/** A sink that reads SEP's nodes, for any graph. The graph of SEP itself passes unchanged. */
export const sinkOfPage = (graph: Graph, sink: FrameSink): FrameSink => {
  if (isWhole(graph)) return sink
  const lacking = lacksSepNodes(graph, ALL)
  const orders = orderNodeOf(graph)
  const views = new WeakMap<Frame, Frame>()
  const viewOf = (frame: Frame): Frame => {
    const blanks = lacking.map((id) => [id, blankColumns(nodes[id].schema, frame)] as const)
    const risk = orders === null ? {} : { risk: columnsOf(frame, { node: orders, schema: schemas.order }) }
    const columns = { ...frame.columns, ...Object.fromEntries(blanks), ...risk }
    // The frame's own slices and times show through.
    return Object.create(frame, { columns: { value: columns } }) as Frame
  }
  return {
    write: (frame) => {
      const view = views.get(frame) ?? viewOf(frame)
      views.set(frame, view)
      return sink.write(view)
    },
    close: () => sink.close?.(),
  }
}

/** NaN and 0; no events. */
const blankColumns = (schema: Schema, { capacity, count }: Frame): NodeColumns => {
  const length = { row: capacity * count, slice: capacity, event: 0 }
  const columns = Object.entries(schema).map(([name, { kind, shape }]) => {
    const column = new arrayOf[kind](length[shape])
    return [name, kind === 'f64' ? column.fill(Number.NaN) : column] as const
  })
  return Object.fromEntries([
    ...columns,
    ...(hasEvents(schema) ? [['at', new Uint32Array(capacity + 1)] as const] : []),
  ])
}
