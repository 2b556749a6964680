/** Drives a graph in a test: pushes slices, reads columns, lets event time pass, saves and restores. */
import { assert } from '../../../lib/errors.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { Graph } from '../define/define.js'
import type { Binding, RowSpace } from '../define/operator.js'
import { arrayOf, type ArrayOf, type Schema } from '../define/schema.js'
import type { NodeRef } from '../run/columns-of.js'
import { type CompileOptions, compile } from '../run/compile.js'
import type { AnyArray } from '../run/frame.js'
import type { RecordedSlice } from '../run/record-slices.js'
import { type SliceLayout, sliceLayout } from '../run/slice-layout.js'
import { decodeSnapshot, encodeSnapshot } from '../run/snapshot.js'
import { sourceIds, stepFrame } from './graph-frames.js'
import type { Poison } from './poison.js'
import { seededRandom } from './seeded-random.js'

/** One slice by source and column: a number for the slice or for all rows, a list by row, a list of events. Else NaN, 0, no event. */
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
  /** Lets event time pass, in addition to the usual distance, before the next slice. */
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
  const layout = sliceLayout(graph, sourceIds(graph))
  const count = rows.rows.length
  let compiled = compile(graph, rows, compileOptions)
  let nextMs = startMs
  let kept: RecordedSlice[] = []
  const tsMs = (): number => kept.at(-1)?.tsMs ?? Number.NaN
  const push = (...slices: readonly SliceValues[]): void => {
    assert(slices.length <= capacity, `a frame of this driver holds ${capacity} slices, not ${slices.length}`)
    if (slices.length === 0) return
    const timed = slices.map((slice, s) => {
      const at = nextMs + s * everyMs
      return { tsMs: at, asOfMs: at, values: valuesOf(layout, slice, count) }
    })
    kept.push(...stepFrame(compiled, layout, timed, poison))
    nextMs += slices.length * everyMs
  }
  const idOf = (node: string | NodeRef): string => (typeof node === 'string' ? node : node.node)
  const columnIn = (slice: RecordedSlice, node: string | NodeRef, column: string): AnyArray => {
    const values = slice.nodes[idOf(node)]?.[column]
    assert(values, `node ${idOf(node)} has a column ${column}`)
    return values
  }
  return {
    tsMs,
    advance: (ms) => {
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
      const columns = kept.at(-1)?.nodes[idOf(node)]
      assert(columns, `a slice was pushed, and ${idOf(node)} is a node`)
      return columns as never
    },
    history: (node, column, row) => {
      const k = row === undefined ? 0 : rows.rows.findIndex(({ name }) => name === row)
      assert(k >= 0, `${row} is a row`)
      return kept.map((slice) => columnIn(slice, node, column)[k] ?? Number.NaN)
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

const valuesOf = (layout: SliceLayout, slice: SliceValues, count: number): readonly AnyArray[] => {
  for (const [source, columns] of Object.entries(slice)) {
    for (const column of Object.keys(columns)) {
      const known = layout.columns.some((one) => one.node === source && one.column === column)
      assert(known, `${source}.${column} is a column of a source`)
    }
  }
  return layout.columns.map(({ node, column, kind, shape }) => {
    const given = slice[node]?.[column]
    const none = kind === 'f64' ? Number.NaN : 0
    if (shape === 'event') return new arrayOf[kind](typeof given === 'object' ? Array.from(given) : [])
    const width = shape === 'row' ? count : 1
    const value = (k: number): number => (typeof given === 'object' ? (given[k] ?? none) : (given ?? none))
    return new arrayOf[kind](Array.from({ length: width }, (_, k) => value(k)))
  })
}
