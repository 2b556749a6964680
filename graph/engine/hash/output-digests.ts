/** Short digests of the nodes' output in one slice: eight bytes a column, so that a replay can name the first that differs. */
import type { Graph } from '../define/define.js'
import type { AnyArray, Frame, NodeColumns } from '../run/frame.js'
import { type SliceColumn, sliceLayout } from '../run/slice-layout.js'
import { wordDigest } from './word-digest.js'

const DIGEST_BYTES = 8

export interface OutputDigests {
  /** The columns in the order of the digests: nodes as declared, which is a topological order. */
  readonly columns: readonly SliceColumn[]
  /** The digests of slice s, concatenated. */
  of(frame: Frame, s: number): Uint8Array
  /** The first column whose digests differ; null = none. */
  firstDifference(a: Uint8Array, b: Uint8Array): SliceColumn | null
}

export const outputDigests = (graph: Graph): OutputDigests => {
  const { columns } = sliceLayout(
    graph,
    graph.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id),
  )
  return {
    columns,
    of: (frame, s) => {
      const words = new Uint32Array((columns.length * DIGEST_BYTES) / 4)
      for (let n = 0; n < columns.length; n++) {
        const { node, column, shape } = columns[n] as SliceColumn
        const held = frame.columns[node] as NodeColumns
        const at = held['at'] as Uint32Array | undefined
        const width = shape === 'row' ? frame.count : 1
        const from = shape === 'event' ? (at?.[s] as number) : s * width
        const to = shape === 'event' ? (at?.[s + 1] as number) : (s + 1) * width
        wordDigest(held[column] as AnyArray, from, to, words, (n * DIGEST_BYTES) / 4)
      }
      return new Uint8Array(words.buffer)
    },
    firstDifference: (a, b) => {
      for (let i = 0; i < columns.length * DIGEST_BYTES; i++) {
        if (a[i] !== b[i]) return columns[Math.floor(i / DIGEST_BYTES)] as SliceColumn
      }
      return null
    },
  }
}
