/** Frames: consecutive slices with the columns of every node, allocated once and reused. Lent for the duration of a call; copy to keep. */
import type { Graph } from '../define/define.js'
import { GraphError } from '../errors.js'
import type { RowSpace, Time } from '../define/operator.js'
import { arrayOf, hasEvents, type Schema } from '../define/schema.js'

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

/** Events a frame has room for at first. */
const LEAST_EVENTS = 64

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
export const createFrame = (graph: Graph, world: RowSpace, capacity: number): FrameMemory => {
  const count = world.rows.length
  const fedBack = new Set(
    graph.nodes.flatMap((node) =>
      Object.values(node.wires)
        .filter((wire) => wire.delay)
        .map((wire) => wire.node),
    ),
  )
  const columns: { [node: string]: NodeColumns } = {}
  const previous: { [node: string]: NodeColumns } = {}
  const carried: Carried[] = []
  const ats: Uint32Array[] = []
  for (const node of graph.nodes) {
    const extra = fedBack.has(node.id) ? 1 : 0
    const events = hasEvents(node.schema)
    const now = withFields([...Object.keys(node.schema), ...(events ? ['at', 'reserve'] : [])])
    const before = extra
      ? withFields(Object.keys(node.schema).filter((name) => node.schema[name]?.shape !== 'event'))
      : {}
    for (const [name, col] of Object.entries(node.schema)) {
      const Typed = arrayOf[col.kind]
      if (col.shape === 'event') {
        now[name] = new Typed(LEAST_EVENTS)
        continue
      }
      const width = col.shape === 'row' ? count : 1
      const buffer = new Typed((capacity + extra) * width)
      if (extra) carried.push({ node: node.id, column: name, width, buffer })
      now[name] = extra ? buffer.subarray(width) : buffer
      before[name] = extra ? buffer.subarray(0, capacity * width) : buffer
    }
    if (events) {
      const at = new Uint32Array(capacity + 1)
      let room = LEAST_EVENTS
      ats.push(at)
      now['at'] = at
      now['reserve'] = (needed: number) => {
        if (needed > room) room = grow(node.schema, now, Math.max(needed, room * 2))
      }
    }
    columns[node.id] = now
    if (extra) previous[node.id] = before
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
      for (const at of ats) at[0] = 0
    },
    end: () => {
      const { slices } = frame
      for (const { buffer, width } of carried) buffer.copyWithin(0, slices * width, (slices + 1) * width)
    },
    carries: () => {
      const saved: { [node: string]: { [column: string]: AnyArray } } = {}
      for (const { node, column, width, buffer } of carried) {
        saved[node] ??= {}
        saved[node][column] = buffer.slice(0, width)
      }
      return saved
    },
    restore: (carries) => {
      for (const { node, column, width, buffer } of carried) {
        const saved = carries[node]?.[column]
        if (!saved || saved.length !== width) {
          throw new GraphError('bad-snapshot', `snapshot: the carry of ${node}.${column} does not fit this graph`)
        }
        buffer.set(saved)
      }
    },
  }
}

/** A column that a feedback carries from frame to frame: its whole buffer, a slice longer than the frame. */
interface Carried {
  readonly node: string
  readonly column: string
  readonly width: number
  readonly buffer: AnyArray
}

/** Room for `room` events in every event column; what is there stays. */
const grow = (schema: Schema, columns: NodeColumns, room: number): number => {
  for (const [name, col] of Object.entries(schema)) {
    if (col.shape !== 'event') continue
    const grown = new arrayOf[col.kind](room)
    grown.set(columns[name] as AnyArray)
    columns[name] = grown
  }
  return room
}

/**
 * An object that has all its fields from the beginning, each to be set afterwards. An object that gets more than a dozen fields by name, one by one,
 * becomes a hash table to V8, and every access of every operator to it a look-up; one that is parsed is laid out at once.
 */
const withFields = (names: readonly string[]): NodeColumns =>
  JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:0`).join()}}`) as NodeColumns

/** Copies the columns of slice s: row columns of all rows, the slice value, the slice's events. */
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
