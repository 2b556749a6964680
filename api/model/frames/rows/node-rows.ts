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

/** Counted once for each newest slice, however often it is asked for. */
export const nodeRows = (
  context: FrameContext,
  kept: { readonly newest: () => readonly RecordedSlice[] },
): FrameReads['nodeRows'] => {
  let counted: { readonly slice: RecordedSlice | undefined; readonly rows: NodeRows } | null = null
  return () => {
    const slices = kept.newest()
    const slice = slices.at(-1)
    if (counted === null || counted.slice !== slice) counted = { slice, rows: countRows(context, slices) }
    return counted.rows
  }
}

type NodeRows = ReturnType<FrameReads['nodeRows']>

/** Null for a node that lets nothing through or stops nothing. */
const countRows = ({ graph, traded }: FrameContext, slices: readonly RecordedSlice[]): NodeRows => {
  const looks = slices.map((slice) => sliceLook(slice))
  const counted = (passes: Passes) =>
    looks.reduce((sum, look) => sum + traded.filter(({ k }) => passes(look, k)).length, 0)
  return Object.fromEntries(
    graph.nodes.map(({ id }) => {
      const step = STEPS[id]
      return [id, step ? { rowsIn: counted(step[0]), rowsOut: counted(step[1]) } : { rowsIn: null, rowsOut: null }]
    }),
  )
}
