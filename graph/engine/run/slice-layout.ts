/** The columns of one slice in a fixed order, so that a slice can be copied from a frame as plain arrays and written to another. */
import { encodeState } from '../../../lib/codec.js'
import type { Graph } from '../define/define.js'
import { GraphError } from '../errors.js'
import type { AnyArray, Frame, NodeColumns } from './frame.js'
import { sha256 } from '../hash/hash.js'
import { arrayOf, hasEvents, type Kind, type Shape } from '../define/schema.js'

export interface SliceColumn {
  readonly node: string
  readonly column: string
  readonly kind: Kind
  readonly shape: Shape
}
export interface SliceLayout {
  readonly columns: readonly SliceColumn[]
  /** SHA-256 of the columns' names, kinds and shapes. */
  readonly hash: string
  /** Copies of slice s, one array per column: its rows, the slice's value, or its events. */
  take(frame: Frame, s: number): readonly AnyArray[]
  /** Writes slice s; arrays of another kind or length are a `bad-slice` error that names the column. */
  put(frame: Frame, s: number, values: readonly unknown[]): void
}

/** The layout of some nodes of a graph, in declaration order; `wanted` selects columns. */
export const sliceLayout = (
  graph: Graph,
  nodes: readonly string[],
  wanted: (node: string, column: string) => boolean = () => true,
): SliceLayout => {
  const columns = graph.nodes
    .filter((node) => nodes.includes(node.id))
    .flatMap((node) =>
      Object.entries(node.schema)
        .filter(([column]) => wanted(node.id, column))
        .map(([column, { kind, shape }]) => Object.freeze({ node: node.id, column, kind, shape })),
    )
  const eventful = graph.nodes.filter((node) => nodes.includes(node.id) && hasEvents(node.schema)).map(({ id }) => id)
  return Object.freeze({
    columns: Object.freeze(columns),
    hash: sha256(encodeState(columns as never)),
    take: (frame: Frame, s: number) => columns.map((column) => cut(frame, column, s)),
    put: (frame: Frame, s: number, values: readonly unknown[]) => {
      if (values.length !== columns.length) {
        throw new GraphError('bad-slice', `slice: ${values.length} columns, the graph has ${columns.length}`)
      }
      for (const node of eventful) makeRoom(frame, node, s, eventsOf(columns, node, values))
      for (let n = 0; n < columns.length; n++) write(frame, columns[n] as SliceColumn, s, values[n])
    },
  })
}

const cut = (frame: Frame, { node, column, shape }: SliceColumn, s: number): AnyArray => {
  const columns = frame.columns[node] as NodeColumns
  const values = columns[column] as AnyArray
  if (shape === 'row') return values.slice(s * frame.count, (s + 1) * frame.count)
  if (shape === 'slice') return values.slice(s, s + 1)
  const at = columns['at'] as Uint32Array
  return values.slice(at[s], at[s + 1])
}

/** Events of a node in this slice; 0 where the layout carries none of its event columns. */
const eventsOf = (columns: readonly SliceColumn[], node: string, values: readonly unknown[]): number => {
  const n = columns.findIndex((column) => column.node === node && column.shape === 'event')
  return n < 0 ? 0 : (values[n] as AnyArray).length
}

const makeRoom = (frame: Frame, node: string, s: number, events: number): void => {
  const columns = frame.columns[node]
  // A part of a graph has no columns of nodes that it does not read.
  if (columns === undefined) return
  const at = columns['at'] as Uint32Array
  const end = (at[s] as number) + events
  ;(columns['reserve'] as (events: number) => void)(end)
  at[s + 1] = end
}

const write = (frame: Frame, { node, column, kind, shape }: SliceColumn, s: number, given: unknown): void => {
  const columns = frame.columns[node] as NodeColumns
  const at = columns['at'] as Uint32Array | undefined
  const from = shape === 'row' ? s * frame.count : shape === 'slice' ? s : (at?.[s] as number)
  const length = shape === 'row' ? frame.count : shape === 'slice' ? 1 : (at?.[s + 1] as number) - from
  if (!(given instanceof arrayOf[kind]) || given.length !== length) {
    throw new GraphError('bad-slice', `slice: ${node}.${column} is not ${length} values of ${kind}`)
  }
  ;(columns[column] as Float64Array).set(given as Float64Array, from)
}
