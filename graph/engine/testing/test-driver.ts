/** Drives a graph in a test: pushes slices, reads columns, lets event time pass, saves and restores. */
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { Graph } from '../define/define.js'
import type { Binding, RowSpace } from '../define/operator.js'
import { arrayOf, type ArrayOf, hasEvents, type Schema } from '../define/schema.js'
import type { NodeRef } from '../run/columns-of.js'
import { type CompileOptions, compile } from '../run/compile.js'
import type { AnyArray } from '../run/frame.js'
import type { RecordedSlice } from '../run/record-slices.js'
import { type SliceLayout, sliceLayout } from '../run/slice-layout.js'
import { decodeSnapshot, encodeSnapshot } from '../run/snapshot.js'
import { badArgument, checkRows, checkSlice } from './check-input.js'
import { sourceIds, sourcesOf, stepFrame } from './graph-frames.js'
import type { Poison } from './poison.js'
import { seededRandom } from './seeded-random.js'

/**
 * One slice: every source, and by column a number for the slice or for all rows, a list by row, or a list of events. A column that is left
 * out is NaN, 0 or no event.
 */
export type SliceValues = {
  readonly [source: string]: { readonly [column: string]: number | ArrayLike<number> }
}

export interface DriverOptions<W extends RowSpace = never> {
  readonly bindings?: readonly Binding<W>[]
  readonly kernelVersion?: string
  /** Slices of the longest frame; default 16. */
  readonly capacity?: number
  /** Event time of the first slice; default 0. */
  readonly startMs?: number
  /** Event time from slice to slice; default a minute. */
  readonly everyMs?: number
  /** Memory that nothing may read holds one of two patterns: an output that differs between them looks ahead. */
  readonly poison?: Poison
}

export interface TestDriver {
  /** Event time of the last slice, NaN before the first. */
  tsMs(): number
  /** Lets event time pass, in addition to the usual distance, before the next slice. Never back. */
  advance(ms: number): void
  /** Runs slices as one frame. */
  push(...slices: readonly SliceValues[]): void
  /** Runs slices in frames that are cut at random, by the seed. */
  pushCut(slices: readonly SliceValues[], seed: number): void
  /** Columns of a node in the last slice: all rows, the slice's value, or its events. */
  last<S extends Schema>(node: NodeRef<S>): { readonly [C in keyof S]: ArrayOf[S[C]['kind']] }
  last(node: string): { readonly [column: string]: AnyArray }
  /** A column over all slices so far: of one row, or the slice's value. */
  history(node: string | NodeRef, column: string, row?: string): readonly number[]
  /** The state after the last slice. */
  snapshot(): Uint8Array
  /** A new instance resumes from a snapshot; slices after it are forgotten. */
  restore(bytes: Uint8Array): void
}

export const testDriver = <W extends RowSpace>(
  graph: Graph<NoInfer<W>>,
  rows: W,
  options: DriverOptions<NoInfer<W>> = {},
): TestDriver => {
  const { bindings = [], kernelVersion = 'none', capacity = 16, startMs = 0, everyMs = MINUTE_MS, poison = 0 } = options
  const compileOptions: CompileOptions<W> = { bindings, kernelVersion, capacity }
  const where = `driver of graph ${graph.name}`
  checkRows(where, rows)
  checkClock(where, startMs, everyMs)
  const read = reader(where, graph, rows)
  const sources = sourcesOf(graph)
  const layout = sliceLayout(graph, sourceIds(graph))
  const count = rows.rows.length
  let compiled = compile(graph, rows, compileOptions)
  let nextMs = startMs
  let kept: RecordedSlice[] = []
  const tsMs = (): number => kept.at(-1)?.tsMs ?? Number.NaN
  const push = (...slices: readonly SliceValues[]): void => {
    if (slices.length === 0) badArgument(`${where}: push() has no slice`)
    if (slices.length > capacity) badArgument(`${where}: a frame holds ${capacity} slices, not ${slices.length}`)
    for (const [s, slice] of slices.entries()) checkSlice(`${where}: slice ${s}`, sources, slice, count)
    const timed = slices.map((slice, s) => {
      const at = nextMs + s * everyMs
      return { tsMs: at, asOfMs: at, values: valuesOf(layout, slice, count) }
    })
    kept.push(...stepFrame(compiled, layout, timed, poison))
    nextMs += slices.length * everyMs
  }
  return {
    tsMs,
    advance: (ms) => {
      if (!(Number.isFinite(ms) && ms >= 0)) badArgument(`${where}: advance(${ms}) is not a time of 0 ms or more`)
      nextMs += ms
    },
    push,
    pushCut: (slices, seed) => {
      const random = seededRandom(seed)
      for (let from = 0; from < slices.length; ) {
        const to = from + random(1, capacity)
        push(...slices.slice(from, to))
        from = to
      }
    },
    last: (node: string | NodeRef): never => {
      const { id } = read.node(node)
      const slice = kept.at(-1) ?? badArgument(`${where}: no slice was pushed; last('${id}') has nothing to show`)
      return slice.nodes[id] as never
    },
    history: (node, column, row) => {
      const { id } = read.column(node, column)
      const k = row === undefined ? 0 : read.row(row)
      return kept.map((slice) => slice.nodes[id]?.[column]?.[k] ?? Number.NaN)
    },
    snapshot: () => encodeSnapshot(compiled.snapshot()),
    restore: (bytes) => {
      const snapshot = decodeSnapshot(bytes)
      compiled = compile(graph, rows, { ...compileOptions, snapshot })
      kept = kept.filter((slice) => slice.tsMs <= snapshot.tsMs)
      nextMs = snapshot.seq === 0 ? startMs : snapshot.tsMs + everyMs
    },
  }
}

const checkClock = (where: string, startMs: number, everyMs: number): void => {
  if (!Number.isFinite(startMs)) badArgument(`${where}: startMs is ${startMs}, not a finite number`)
  if (!(Number.isFinite(everyMs) && everyMs > 0)) badArgument(`${where}: everyMs is ${everyMs}, not more than 0 ms`)
}

/** Finds what a test reads: a name that the graph or the rows lack is a `bad-argument` error that lists the known ones. */
const reader = (where: string, { nodes }: Graph, { rows }: RowSpace) => {
  const node = (wanted: string | NodeRef) => {
    const id = typeof wanted === 'string' ? wanted : wanted.node
    const found = nodes.find((candidate) => candidate.id === id)
    return found ?? badArgument(`${where}: no node '${id}'; known: ${nodes.map((known) => known.id).join(', ')}`)
  }
  return {
    node,
    column: (wanted: string | NodeRef, column: string) => {
      const found = node(wanted)
      const known = [...Object.keys(found.schema), ...(hasEvents(found.schema) ? ['at'] : [])]
      if (known.includes(column)) return found
      return badArgument(`${where}: node '${found.id}' has no column '${column}'; known: ${known.join(', ')}`)
    },
    row: (name: string): number => {
      const k = rows.findIndex((row) => row.name === name)
      return k >= 0 ? k : badArgument(`${where}: no row '${name}'; known: ${rows.map((row) => row.name).join(', ')}`)
    },
  }
}

const valuesOf = (layout: SliceLayout, slice: SliceValues, count: number): readonly AnyArray[] =>
  layout.columns.map(({ node, column, kind, shape }) => {
    const given = slice[node]?.[column]
    const none = kind === 'f64' ? Number.NaN : 0
    if (shape === 'event') return new arrayOf[kind](typeof given === 'object' ? Array.from(given) : [])
    const width = shape === 'row' ? count : 1
    const value = (k: number): number => (typeof given === 'object' ? (given[k] ?? none) : (given ?? none))
    return new arrayOf[kind](Array.from({ length: width }, (_, k) => value(k)))
  })
