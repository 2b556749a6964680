/** A small hash of every column of every slice: where do two runs of one graph begin to differ? */
import type { Graph } from '../define/define.js'
import type { AnyArray, Frame } from './frame.js'
import type { FrameSink } from './rx.js'
import { type SliceColumn, sliceLayout } from './slice-layout.js'

export interface SliceHashes extends FrameSink {
  readonly columns: readonly SliceColumn[]
  /** Event times of the slices, and by column their hashes. */
  readonly tsMs: number[]
  readonly hashes: readonly number[][]
}

/** Columns in declaration order; slices after `untilMs` are left out. 32 bits: two values of a column collide once in four billion. */
export const sliceHashes = (graph: Graph, untilMs: number): SliceHashes => {
  const layout = sliceLayout(
    graph,
    graph.nodes.map(({ id }) => id),
  )
  const tsMs: number[] = []
  const hashes: number[][] = layout.columns.map(() => [])
  return {
    columns: layout.columns,
    tsMs,
    hashes,
    write: (frame: Frame) => {
      for (let s = 0; s < frame.slices; s++) {
        const at = frame.time.tsMs[s]!
        if (at > untilMs) return
        tsMs.push(at)
        layout.take(frame, s).forEach((values, n) => hashes[n]!.push(hashOf(values)))
      }
    },
  }
}

/** FNV-1a over 32-bit words; every NaN is the same. */
const hashOf = (values: AnyArray): number => {
  let hash = 0x811c9dc5
  for (const value of values) {
    NUMBER[0] = value === value ? value : Number.NaN
    hash = Math.imul(hash ^ WORDS[0]!, 0x01000193)
    hash = Math.imul(hash ^ WORDS[1]!, 0x01000193)
  }
  return hash
}

const NUMBER = new Float64Array(1)
const WORDS = new Uint32Array(NUMBER.buffer)
