/** Steps a compiled graph by frames of given slices, in memory that is poisoned wherever nothing may be read. */
import type { Ports } from '../define/schema.js'
import type { Compiled } from '../run/compile.js'
import { type AnyArray, copySlice } from '../run/frame.js'
import type { RecordedSlice } from '../run/record-slices.js'
import { type SliceLayout, sliceLayout } from '../run/slice-layout.js'
import { type Poison, poisonColumns, poisonTime } from './poison.js'
import type { TypedTable } from './table.js'
import type { Graph } from '../define/define.js'

/** One slice: its times, and one array for each column of the sources' layout. */
export interface SourceSlice {
  readonly tsMs: number
  readonly asOfMs: number
  readonly values: readonly AnyArray[]
}

export const sourceIds = (graph: Graph): readonly string[] =>
  graph.nodes.filter(({ role }) => role === 'source').map(({ id }) => id)

/** Columns by source. */
export const sourcesOf = (graph: Graph): Ports =>
  Object.fromEntries(graph.nodes.flatMap(({ id, role, schema }) => (role === 'source' ? [[id, schema] as const] : [])))

/** Runs the slices as one frame; gives copies of every node's columns, slice by slice. */
export const stepFrame = (
  compiled: Compiled,
  layout: SliceLayout,
  slices: readonly SourceSlice[],
  poison: Poison,
): readonly RecordedSlice[] => {
  const { frame, graph } = compiled
  frame.slices = slices.length
  for (const [s, { tsMs, asOfMs, values }] of slices.entries()) {
    frame.time.tsMs[s] = tsMs
    frame.time.asOfMs[s] = asOfMs
    layout.put(frame, s, values)
  }
  for (const times of Object.values(frame.time) as Float64Array[]) poisonTime(times, slices.length, poison)
  for (const { id, role, schema } of graph.nodes) {
    const columns = frame.columns[id] ?? {}
    const from = role === 'source' ? slices.length : 0
    const at = columns['at'] as Uint32Array | undefined
    poisonColumns(schema, columns, {
      from,
      events: role === 'source' ? (at?.[slices.length] ?? 0) : 0,
      count: frame.count,
      poison,
    })
  }
  compiled.begin()
  for (const stage of compiled.stages) stage.run(frame)
  const recorded = slices.map(({ tsMs }, s) => ({
    tsMs,
    nodes: Object.fromEntries(graph.nodes.map(({ id, schema }) => [id, copySlice(frame, schema, id, s)])),
  }))
  compiled.end()
  return recorded
}

/** The slices of a table in the order of the layout of a graph's sources. */
export const slicesOf = (graph: Graph, table: TypedTable): readonly SourceSlice[] => {
  const { columns } = sliceLayout(graph, sourceIds(graph))
  return Array.from({ length: table.slices }, (_, s) => ({
    tsMs: table.tsMs[s] as number,
    asOfMs: table.asOfMs[s] as number,
    values: columns.map(({ node, column, shape }) => {
      const given = table.columns[node] as TypedTable['columns'][string]
      const values = given[column] as AnyArray
      if (shape === 'event') return values.subarray(given['at']?.[s], given['at']?.[s + 1])
      const width = shape === 'row' ? table.count : 1
      return values.subarray(s * width, (s + 1) * width)
    }),
  }))
}
