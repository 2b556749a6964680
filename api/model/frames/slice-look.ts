/** One recorded slice, read by node and column of SEP's graph; what a graph lacks is NaN. */
import type { RecordedSlice } from '../../../graph/engine/run/record-slices.js'
import type { nodes } from '../../../model/nodes.js'

type Nodes = typeof nodes
export interface SliceLook {
  readonly tsMs: number
  /** Of instrument k. */
  readonly row: <N extends keyof Nodes>(node: N, column: keyof Nodes[N]['schema'] & string, k: number) => number
  /** Of the slice. */
  readonly slice: <N extends keyof Nodes>(node: N, column: keyof Nodes[N]['schema'] & string) => number
  readonly has: (node: keyof Nodes) => boolean
}

/** `slice` undefined: no slice yet; everything is NaN. */
export const sliceLook = (slice: RecordedSlice | undefined): SliceLook => {
  const at = (node: string, column: string, k: number) => slice?.nodes[node]?.[column]?.[k] ?? Number.NaN
  return {
    tsMs: slice?.tsMs ?? Number.NaN,
    row: at,
    slice: (node, column) => at(node, column, 0),
    has: (node) => slice?.nodes[node] !== undefined,
  }
}

/** Null where it is not finite: JSON has no other. */
export const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** A time in ms, null where there is none; 0 and infinity are none. */
export const timeOrNull = (value: number): number | null =>
  Number.isFinite(value) && value > 0 ? Math.floor(value) : null

/** False for NaN. */
export const isNonZero = (value: number): boolean => Math.abs(value) > 0
