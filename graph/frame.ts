/** Frames: consecutive slices with the columns of every node, allocated once and reused. Lent for the duration of a call; copy to keep. */
import type { Graph } from './define.js'
import { SepError } from './errors.js'
import type { Time } from './operator.js'
import { arrayOf, hasEvents, type Schema } from './schema.js'
import type { World } from './world.js'

export type AnyArray = Float64Array | Int32Array | Uint32Array | Uint8Array
/** Columns of one node; `at` and `reserve` exist where the schema has event columns. */
export interface NodeColumns {
  [column: string]: AnyArray | ((events: number) => void)
}

export interface Frame {
  readonly count: number
  readonly capacity: number
  /** Slices in use, 1..capacity. */
  slices: number
  readonly time: Time
  /** Node id -> its output columns (sources too: the slicer writes those). */
  readonly columns: { readonly [node: string]: NodeColumns }
}

/** Slices of a replay frame: about 1,024 rows, so that a frame's columns stay in the cache. */
export const frameCapacity = (count: number): number => Math.max(1, Math.floor(1024 / Math.max(1, count)))

export interface FrameMemory {
  readonly frame: Frame
  /** Producer id -> the same memory one slice earlier. */
  readonly previous: { readonly [node: string]: NodeColumns }
  /** Call before a frame's slices are written. */
  begin(): void
  /** Call after a frame: carries the last slice of fed-back nodes over. */
  end(): void
  /** The carried slice, for the snapshot. */
  carries(): { readonly [node: string]: { readonly [column: string]: AnyArray } }
  restore(carries: { readonly [node: string]: { readonly [column: string]: AnyArray } }): void
}

/** Allocates a frame for `capacity` slices of `world`. */
export const createFrame = (graph: Graph, world: World, capacity: number): FrameMemory => {
  const count = world.instruments.length
  const fedBack = new Set(
    graph.nodes.flatMap((node) =>
      Object.values(node.wires)
        .filter((wire) => wire.delay)
        .map((wire) => wire.node),
    ),
  )
  const columns: { [node: string]: NodeColumns } = {}
  const previous: { [node: string]: NodeColumns } = {}
  const whole: { [node: string]: { [column: string]: AnyArray } } = {}
  for (const node of graph.nodes) {
    const extra = fedBack.has(node.id) ? 1 : 0
    const now: NodeColumns = {}
    const before: NodeColumns = {}
    const buffers: { [column: string]: AnyArray } = {}
    for (const [name, col] of Object.entries(node.schema)) {
      const Typed = arrayOf[col.kind]
      if (col.shape === 'event') {
        now[name] = new Typed(64)
        continue
      }
      const width = col.shape === 'row' ? count : 1
      const buffer = new Typed((capacity + extra) * width)
      buffers[name] = buffer
      now[name] = extra ? buffer.subarray(width) : buffer
      before[name] = extra ? buffer.subarray(0, capacity * width) : buffer
    }
    if (hasEvents(node.schema)) {
      now['at'] = new Uint32Array(capacity + 1)
      now['reserve'] = (events: number) => reserve(node.schema, now, events)
    }
    columns[node.id] = now
    if (extra) {
      previous[node.id] = before
      whole[node.id] = buffers
    }
  }
  const frame: Frame = {
    count,
    capacity,
    slices: 0,
    time: { tsMs: new Float64Array(capacity), asOfMs: new Float64Array(capacity) },
    columns,
  }
  return {
    frame,
    previous,
    begin: () => {
      for (const node of Object.values(columns)) if (node['at']) (node['at'] as Uint32Array)[0] = 0
    },
    end: () => {
      for (const [id, buffers] of Object.entries(whole)) {
        for (const [name, buffer] of Object.entries(buffers)) {
          const width = widthOf(graph, id, name, count)
          buffer.copyWithin(0, frame.slices * width, (frame.slices + 1) * width)
        }
      }
    },
    carries: () =>
      Object.fromEntries(
        Object.entries(whole).map(([id, buffers]) => [
          id,
          Object.fromEntries(
            Object.entries(buffers).map(([name, buffer]) => [name, buffer.slice(0, widthOf(graph, id, name, count))]),
          ),
        ]),
      ),
    restore: (carries) => {
      for (const [id, buffers] of Object.entries(whole)) {
        for (const [name, buffer] of Object.entries(buffers)) {
          const saved = carries[id]?.[name]
          if (!saved || saved.length !== widthOf(graph, id, name, count)) {
            throw new SepError('bad-snapshot', `snapshot: the carry of ${id}.${name} does not fit this graph`)
          }
          buffer.set(saved)
        }
      }
    },
  }
}

const widthOf = (graph: Graph, id: string, column: string, count: number): number =>
  graph.nodes.find((node) => node.id === id)?.schema[column]?.shape === 'row' ? count : 1

const reserve = (schema: Schema, columns: NodeColumns, events: number): void => {
  for (const [name, col] of Object.entries(schema)) {
    const old = columns[name] as AnyArray
    if (col.shape !== 'event' || old.length >= events) continue
    const grown = new arrayOf[col.kind](Math.max(events, old.length * 2))
    grown.set(old)
    columns[name] = grown
  }
}

/** Copies the columns of slice s: row columns of all instruments, the slice value, the slice's events. */
export const copySlice = (frame: Frame, schema: Schema, node: string, s: number): { [column: string]: AnyArray } => {
  const columns = frame.columns[node] as NodeColumns
  const at = columns['at'] as Uint32Array | undefined
  return Object.fromEntries(
    Object.entries(schema).map(([name, col]) => {
      const array = columns[name] as AnyArray
      if (col.shape === 'row') return [name, array.slice(s * frame.count, (s + 1) * frame.count)]
      if (col.shape === 'slice') return [name, array.slice(s, s + 1)]
      return [name, array.slice(at?.[s], at?.[s + 1])]
    }),
  )
}
