/** Tests a whole graph against the laws of the engine: cuts, restores and changed futures, over its own wires, loops and feedbacks. */
import type { Graph } from '../define/define.js'
import type { Binding, RowSpace } from '../define/operator.js'
import { compile } from '../run/compile.js'
import type { RecordedSlice } from '../run/record-slices.js'
import { sliceLayout } from '../run/slice-layout.js'
import { decodeSnapshot, encodeSnapshot } from '../run/snapshot.js'
import { checkRows, checkTable } from './check-input.js'
import { slicesOf, sourceIds, sourcesOf, stepFrame } from './graph-frames.js'
import { LawError, type LawName } from './law-error.js'
import type { Poison } from './poison.js'
import { type SeededRandom, seededRandom } from './seeded-random.js'
import { changedFuture, type Table, type TypedTable, typedTable } from './table.js'

export interface GraphTest<W extends RowSpace> {
  readonly rows: W
  readonly bindings?: readonly Binding<NoInfer<W>>[]
  readonly kernelVersion?: string
  /** Valid input, by source. */
  readonly input: Table
  readonly seed: number
  /** Random cuts, restores and futures that are tried; default 6. */
  readonly runs?: number
}

/** The frames of a run, in turn: how many slices, and whether a new instance goes on after it. */
type Cut = readonly { readonly slices: number; readonly restore: boolean }[]

const SINGLE: Cut = [{ slices: 1, restore: false }]

/** A broken law is a `LawError` that names the law, the graph, slice, row, `node.column`, and the seed. */
export const testGraph = <W extends RowSpace>(graph: Graph<NoInfer<W>>, test: GraphTest<W>): void => {
  const { rows, input, seed, runs = 6 } = test
  const count = rows.rows.length
  const ports = sourcesOf(graph)
  checkRows(`graph ${graph.name}`, rows)
  checkTable(`graph ${graph.name}`, 'source', ports, input, count)
  const table = typedTable(ports, input, count)
  const random = seededRandom(seed)
  const run = (cut: Cut, given = table, poison: Poison = 0) => runCut(graph, test, given, cut, poison)
  const single = run(SINGLE)
  const whole = run([{ slices: table.slices, restore: false }])
  const compare = (law: LawName, one: Recorded, other: Recorded, detail: string, slices = table.slices): void => {
    const found = firstDifference(graph, one, other, slices)
    if (!found) return
    const { slice, column, k, a, b } = found
    const row = k === undefined ? {} : { row: rows.rows[k]?.name ?? String(k) }
    const place = { kind: `graph ${graph.name}`, slice, tsMs: table.tsMs[slice] ?? Number.NaN, column, seed, ...row }
    throw new LawError(law, place, `${a} became ${b} ${detail}`)
  }
  compare('deterministic', single, run(SINGLE), 'in a second run')
  for (let n = 0; n < runs; n++) {
    const last = random(0, table.slices - 3)
    const changed = run([{ slices: table.slices, restore: false }], changedFuture(ports, table, last))
    compare('no-look-ahead', whole, changed, `when slices after ${last} were changed`, last + 1)
    const cut = randomCut(random, table.slices, false)
    const behind = [run(cut), run(cut, table, 1)] as const
    compare('no-look-ahead', ...behind, 'when memory behind the last slice of a frame was changed')
    compare('cut-anywhere', single, behind[0], `in frames of ${cut.map(({ slices }) => slices).join(', ')} slices`)
    const restored = run(randomCut(random, table.slices, true))
    compare('snapshot-anywhere', single, restored, 'in a run that was restored on the way')
  }
}

type Recorded = readonly RecordedSlice[]

const randomCut = (random: SeededRandom, slices: number, restore: boolean): Cut => {
  const most = random(1, slices)
  return Array.from({ length: random(1, 6) }, () => ({
    slices: random(1, most),
    restore: restore && random(0, 1) === 0,
  }))
}

const runCut = <W extends RowSpace>(
  graph: Graph<NoInfer<W>>,
  { rows, bindings = [], kernelVersion = 'none' }: GraphTest<W>,
  table: TypedTable,
  cut: Cut,
  poison: Poison,
): readonly RecordedSlice[] => {
  const options = { bindings, kernelVersion, capacity: table.slices + 1 }
  const layout = sliceLayout(graph, sourceIds(graph))
  const slices = slicesOf(graph, table)
  const recorded: RecordedSlice[] = []
  let compiled = compile<W>(graph, rows, options)
  for (let n = 0; recorded.length < slices.length; n++) {
    const { slices: length, restore } = cut[n % cut.length] as Cut[number]
    recorded.push(...stepFrame(compiled, layout, slices.slice(recorded.length, recorded.length + length), poison))
    if (!restore) continue
    const snapshot = decodeSnapshot(encodeSnapshot(compiled.snapshot()))
    compiled = compile<W>(graph, rows, { ...options, snapshot })
  }
  return recorded
}

/** The first in slices [0, slices), by slice and node as declared: NaN equals NaN, 0 does not equal -0. */
const firstDifference = (
  graph: Graph,
  one: readonly RecordedSlice[],
  other: readonly RecordedSlice[],
  slices: number,
) => {
  for (let slice = 0; slice < slices; slice++) {
    for (const { id, schema } of graph.nodes) {
      for (const [name, { shape }] of Object.entries(schema)) {
        const [a, b] = [one[slice]?.nodes[id]?.[name] ?? [], other[slice]?.nodes[id]?.[name] ?? []]
        for (let k = 0; k < Math.max(a.length, b.length); k++) {
          if (Object.is(a[k], b[k])) continue
          return { slice, column: `${id}.${name}`, a: a[k], b: b[k], ...(shape === 'row' ? { k } : {}) }
        }
      }
    }
  }
  return null
}
