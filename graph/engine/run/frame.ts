/** Frames: consecutive slices with the columns of every node, allocated once and reused. Valid only during a call: copy to keep. */
import type { Graph } from '../define/define.js'
import { GraphError } from '../errors.js'
import type { RowSpace, Time } from '../define/operator.js'
import { arrayOf, hasEvents, type Kind, type Schema, type Shape } from '../define/schema.js'

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
  /** Node id -> its output columns. A source's columns are written by what fills the frame. */
  readonly columns: { readonly [node: string]: NodeColumns }
}

/** Slices of a replay frame: about 1,024 rows, so that a frame's columns stay in the cache. */
export const frameCapacity = (count: number): number => Math.max(1, Math.floor(1024 / Math.max(1, count)))

/** Events that a new frame has room for. */
const LEAST_EVENTS = 64

export interface FrameMemory {
  readonly frame: Frame
  /** Producer id -> the same memory one slice earlier. */
  readonly previous: { readonly [node: string]: NodeColumns }
  /** Call before a frame's slices are written. */
  begin(): void
  /** Call after a frame: carries the last slice of nodes that a feedback reads. */
  end(): void
  /** The carried slice, for the snapshot. */
  carries(): { readonly [node: string]: { readonly [column: string]: AnyArray } }
  restore(carries: { readonly [node: string]: { readonly [column: string]: AnyArray } }): void
}

/**
 * Allocates a frame for `capacity` slices of `world`. Times and sources that stand in `sources` are read there, in place.
 * Columns of which `isRead` is false hold nothing after the node's step: those of all nodes share one memory.
 */
export const createFrame = (
  graph: Graph,
  world: RowSpace,
  capacity: number,
  sources?: Pick<Frame, 'time' | 'columns'>,
  isRead: (node: string, column: string) => boolean = () => true,
): FrameMemory => {
  const count = world.rows.length
  const unread = sharedColumns(count, capacity)
  const fedBack = new Set(
    graph.nodes.flatMap(({ wires }) => Object.values(wires).flatMap((wire) => (wire.delay ? [wire.node] : []))),
  )
  const columns: { [node: string]: NodeColumns } = {}
  const previous: { [node: string]: NodeColumns } = {}
  const carried: Carried[] = []
  const ats: Uint32Array[] = []
  for (const { id, role, schema } of graph.nodes) {
    const shared = role === 'source' ? sources?.columns[id] : undefined
    if (shared) {
      columns[id] = shared
      continue
    }
    const memory = fedBack.has(id) ? carriedColumns(id, schema, count, capacity, carried) : null
    columns[id] =
      memory?.now ??
      freshColumns(
        schema,
        count,
        capacity,
        unread((column) => isRead(id, column)),
      )
    if (memory) previous[id] = memory.before
    if (hasEvents(schema)) ats.push(addEvents(schema, columns[id], capacity))
  }
  const frame: Frame = {
    count,
    capacity,
    slices: 0,
    time: sources?.time ?? { tsMs: new Float64Array(capacity), asOfMs: new Float64Array(capacity) },
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

/** A shared column, or null where the column is read. */
type Unread = (name: string, kind: Kind, shape: Shape) => AnyArray | null

/** Shared columns by kind, shape and place among those of a node: no node has one of them twice. */
const sharedColumns = (count: number, capacity: number) => {
  const all = new Map<string, AnyArray>()
  return (isRead: (column: string) => boolean): Unread => {
    const used = new Map<string, number>()
    return (name, kind, shape) => {
      if (isRead(name)) return null
      const group = `${kind} ${shape}`
      const place = used.get(group) ?? 0
      used.set(group, place + 1)
      const key = `${group} ${place}`
      const column = all.get(key) ?? new arrayOf[kind](capacity * (shape === 'row' ? count : 1))
      all.set(key, column)
      return column
    }
  }
}

const freshColumns = (schema: Schema, count: number, capacity: number, unread: Unread): NodeColumns => {
  const now = withFields(fieldsOf(schema))
  for (const [name, { kind, shape }] of Object.entries(schema)) {
    if (shape === 'event') continue
    now[name] = unread(name, kind, shape) ?? new arrayOf[kind](capacity * (shape === 'row' ? count : 1))
  }
  return now
}

/** Columns of a node that a feedback reads: one slice longer, so that `before` is the same memory one slice earlier. */
const carriedColumns = (node: string, schema: Schema, count: number, capacity: number, carried: Carried[]) => {
  const now = withFields(fieldsOf(schema))
  const before = withFields(Object.keys(schema).filter((name) => schema[name]?.shape !== 'event'))
  for (const [column, { kind, shape }] of Object.entries(schema)) {
    if (shape === 'event') continue
    const width = shape === 'row' ? count : 1
    const buffer = new arrayOf[kind]((capacity + 1) * width)
    carried.push({ node, column, width, buffer })
    now[column] = buffer.subarray(width)
    before[column] = buffer.subarray(0, capacity * width)
  }
  return { now, before }
}

/** Adds a node's event columns, and their index. */
const addEvents = (schema: Schema, now: NodeColumns, capacity: number): Uint32Array => {
  const at = new Uint32Array(capacity + 1)
  let room = LEAST_EVENTS
  for (const [name, { kind, shape }] of Object.entries(schema)) {
    if (shape === 'event') now[name] = new arrayOf[kind](room)
  }
  now['at'] = at
  now['reserve'] = (needed: number) => {
    if (needed > room) room = grow(schema, now, Math.max(needed, room * 2))
  }
  return at
}

const fieldsOf = (schema: Schema): readonly string[] => [
  ...Object.keys(schema),
  ...(hasEvents(schema) ? ['at', 'reserve'] : []),
]

/** A column that a feedback carries from frame to frame: its whole buffer, a slice longer than the frame. */
interface Carried {
  readonly node: string
  readonly column: string
  readonly width: number
  readonly buffer: AnyArray
}

/** Makes room for `room` events in every event column; events already there stay. */
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
 * An object with all its fields from the start; their values follow. V8 turns an object into a hash table once more than a dozen
 * fields were added by name, and then every access of every operator is a look-up. A parsed object is laid out at once.
 */
const withFields = (names: readonly string[]): NodeColumns =>
  JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:0`).join()}}`) as NodeColumns

/** Copies the columns of slice s: its rows, its slice value, its events. */
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
