/** Keeps whole slices of a running graph, so that they can be explained afterwards. */
import type { Graph } from '../define/define.js'
import { type AnyArray, copySlice, type Frame } from './frame.js'
import type { FrameSink } from './rx.js'

/** All columns of one slice, copied. */
export interface RecordedSlice {
  readonly tsMs: number
  readonly nodes: { readonly [node: string]: { readonly [column: string]: AnyArray } }
}
export interface Recorder extends FrameSink {
  /** The slice of exactly this time, while it is kept. */
  at(tsMs: number): RecordedSlice | undefined
  last(): RecordedSlice | undefined
  /** All that are kept, in order of time. */
  all(): readonly RecordedSlice[]
  /** The newest, oldest first. */
  newest(): readonly RecordedSlice[]
}
export interface RecorderOptions {
  /** Newest slices kept; default 256. */
  readonly keep?: number
  /** Slices to keep for longer: the newest 64 for which it returns true. */
  readonly pin?: (frame: Frame, s: number) => boolean
}

const PINS = 64

export const recordSlices = (graph: Graph, { keep = 256, pin }: RecorderOptions = {}): Recorder => {
  const kept: RecordedSlice[] = []
  const pinned: RecordedSlice[] = []
  return {
    write: (frame) => {
      for (let s = 0; s < frame.slices; s++) {
        const wanted = pin?.(frame, s) === true
        if (!wanted && s < frame.slices - keep) continue
        const slice = {
          tsMs: frame.time.tsMs[s] as number,
          nodes: Object.fromEntries(graph.nodes.map((node) => [node.id, copySlice(frame, node.schema, node.id, s)])),
        }
        push(kept, slice, keep)
        if (wanted) push(pinned, slice, PINS)
      }
    },
    at: (tsMs) => [...kept, ...pinned].find((slice) => slice.tsMs === tsMs),
    last: () => kept.at(-1),
    all: () => {
      const first = kept[0]?.tsMs ?? Number.POSITIVE_INFINITY
      return [...pinned.filter(({ tsMs }) => tsMs < first), ...kept]
    },
    newest: () => kept,
  }
}

const push = (slices: RecordedSlice[], slice: RecordedSlice, keep: number): void => {
  slices.push(slice)
  if (slices.length > keep) slices.shift()
}
