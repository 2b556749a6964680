/** What each node let through in the newest slices: rows that came in with something, and that went out with something. */
import type { RecordedSlice } from '../../../../graph/engine/run/record-slices.js'
import type { FrameReads } from '../../frame-reads.js'
import type { FrameContext } from '../frame-context.js'
import { isNonZero, type SliceLook, sliceLook } from '../slice-look.js'

type Passes = (look: SliceLook, k: number) => boolean

/** By node: which rows come in, and which go out. */
const STEPS: { readonly [node: string]: readonly [comesIn: Passes, goesOut: Passes] } = Object.freeze({
  qbsa: [(look, k) => look.row('candle', 'present', k) === 1, (look, k) => look.row('qbsa', 'bit', k) < 2],
  qfh: [
    (look, k) => look.row('candle', 'present', k) === 1,
    (look, k) => Number.isFinite(look.row('qfh', 'coherence', k)),
  ],
  direction: [
    (look, k) => look.row('candle', 'present', k) === 1,
    (look, k) => isNonZero(look.row('direction', 'direction', k)),
  ],
  guards: [(look, k) => look.row('candle', 'present', k) === 1, (look, k) => look.row('guards', 'pass', k) === 1],
  gates: [() => true, (look, k) => look.row('gates', 'eligible', k) === 1],
  allocate: [(look, k) => look.row('gates', 'eligible', k) === 1, (look, k) => look.row('allocate', 'weight', k) > 0],
  strategy: [
    (look, k) => look.row('guards', 'pass', k) === 1 && isNonZero(look.row('direction', 'direction', k)),
    (look, k) => look.row('strategy', 'enter', k) === 1,
  ],
  size: [
    (look, k) => isNonZero(look.row('strategy', 'side', k)),
    (look, k) => isNonZero(look.row('size', 'targetUnits', k)),
  ],
  orders: [
    (look, k) => isNonZero(look.row('size', 'targetUnits', k)),
    (look, k) => isNonZero(look.row('orders', 'increaseUnits', k)) || isNonZero(look.row('orders', 'closeUnits', k)),
  ],
  risk: [
    (look, k) => isNonZero(look.row('orders', 'increaseUnits', k)),
    (look, k) => isNonZero(look.row('risk', 'approvedUnits', k)),
  ],
})

type Counts = Readonly<Record<string, { readonly rowsIn: number; readonly rowsOut: number }>>

/** Null for a node that lets nothing through or stops nothing. Each slice is counted once, however often its rows are asked for. */
export const nodeRows = (
  { graph, traded }: FrameContext,
  kept: { readonly newest: () => readonly RecordedSlice[] },
): FrameReads['nodeRows'] => {
  const steps = graph.nodes.flatMap(({ id }) => (STEPS[id] ? [[id, STEPS[id]] as const] : []))
  const counted = new WeakMap<RecordedSlice, Counts>()
  const count = (slice: RecordedSlice): Counts => {
    const look = sliceLook(slice)
    const rows = (passes: Passes) => traded.filter(({ k }) => passes(look, k)).length
    return Object.fromEntries(
      steps.map(([id, [comesIn, goesOut]]) => [id, { rowsIn: rows(comesIn), rowsOut: rows(goesOut) }]),
    )
  }
  const countsOf = (slice: RecordedSlice): Counts => {
    const counts = counted.get(slice) ?? count(slice)
    counted.set(slice, counts)
    return counts
  }
  return () => {
    const all = kept.newest().map(countsOf)
    const sum = (id: string, way: 'rowsIn' | 'rowsOut') => all.reduce((rows, counts) => rows + counts[id]![way], 0)
    return Object.fromEntries(
      graph.nodes.map(({ id }) => [
        id,
        STEPS[id] ? { rowsIn: sum(id, 'rowsIn'), rowsOut: sum(id, 'rowsOut') } : { rowsIn: null, rowsOut: null },
      ]),
    )
  }
}
