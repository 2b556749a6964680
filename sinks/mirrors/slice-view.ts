/** One slice as the mirrors read it. */
import type { Schema } from '../../graph/engine/define/schema.js'
import { columnsOf, hasNode, type NodeRef } from '../../graph/engine/run/columns-of.js'
import type { AnyArray, Frame } from '../../graph/engine/run/frame.js'
import { nodes } from '../../model/nodes.js'

type ColumnOf<S extends Schema, Shape extends 'row' | 'slice'> = {
  [K in keyof S]: S[K]['shape'] extends Shape ? K : never
}[keyof S] &
  string
export type RowColumn<S extends Schema> = ColumnOf<S, 'row'>

export interface SliceView {
  readonly tsMs: number
  /** True if the node's columns can be read here: a part of a cut graph computes only some of them. */
  has(node: NodeRef): boolean
  /** Reads the row columns of instrument k. */
  row<S extends Schema>(node: NodeRef<S>, k: number): (column: RowColumn<S>) => number
  /** Value of a slice column. */
  slice<S extends Schema>(node: NodeRef<S>, column: ColumnOf<S, 'slice'>): number
}

const pick = <S extends Schema, K extends keyof S & string>(
  { node, schema }: NodeRef<S>,
  ...names: readonly K[]
): NodeRef<Pick<S, K>> => ({
  node,
  schema: Object.fromEntries(names.map((name) => [name, schema[name]])) as unknown as Pick<S, K>,
})

/** The nodes and columns that the documents are built from. */
export const mirrored = Object.freeze({
  candle: nodes.candle,
  session: pick(nodes.session, 'open', 'nearClose'),
  qfh: nodes.qfh,
  gates: nodes.gates,
  allocate: pick(nodes.allocate, 'weight', 'score', 'filled', 'held', 'fallback'),
  size: pick(nodes.size, 'budget'),
  broker: pick(nodes.broker, 'marginUsed', 'balance', 'marginAvailable'),
})

type Values = { readonly [node: string]: { readonly [column: string]: AnyArray } }

/** Slice s of a frame, valid while the frame is lent. `own`: nodes whose columns are complete in this process; default all. */
export const sliceView = (frame: Frame, s: number, own?: ReadonlySet<string>): SliceView =>
  viewOf(
    Object.fromEntries(readable(frame, own).map((node) => [node.node, columnsOf<Schema>(frame, node)])),
    frame.time.tsMs[s]!,
    s * frame.count,
    s,
  )

/** A copy of slice s, valid for good. */
export const keptSlice = (frame: Frame, s: number, own?: ReadonlySet<string>): SliceView => {
  const kept = readable(frame, own).map((node) => {
    const columns: Values[string] = columnsOf<Schema>(frame, node)
    const copies = Object.entries<Schema[string]>(node.schema).map(([name, { shape }]) => {
      const width = shape === 'row' ? frame.count : 1
      return [name, columns[name]!.slice(s * width, (s + 1) * width)] as const
    })
    return [node.node, Object.fromEntries(copies)] as const
  })
  return viewOf(Object.fromEntries(kept), frame.time.tsMs[s]!, 0, 0)
}

const readable = (frame: Frame, own: ReadonlySet<string> | undefined): readonly NodeRef[] =>
  Object.values<NodeRef>(mirrored).filter((node) => hasNode(frame, node) && (!own || own.has(node.node)))

const viewOf = (values: Values, tsMs: number, firstRow: number, sliceAt: number): SliceView => ({
  tsMs,
  has: ({ node }) => values[node] !== undefined,
  row: ({ node }, k) => {
    const columns = values[node]!
    return (column) => columns[column]![firstRow + k]!
  },
  slice: ({ node }, column) => values[node]![column]![sliceAt]!,
})
