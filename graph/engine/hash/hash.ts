/** Hashes: canonical JSON (RFC 8785), graph hash, and the digest of output columns, independent of how slices are cut into frames. */
import { createHash, type Hash } from 'node:crypto'
import type { Graph } from '../define/define.js'
import type { AnyArray, Frame, NodeColumns } from '../run/frame.js'
import { hasEvents, type Shape } from '../define/schema.js'
import type { RowSpace } from '../define/operator.js'

/** JSON with sorted keys and shortest numbers (RFC 8785); NaN and infinities as strings, undefined left out. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'number' && !Number.isFinite(value)) return JSON.stringify(String(value))
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (ArrayBuffer.isView(value)) return canonicalJson([...(value as Uint8Array)])
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const record = value as { readonly [key: string]: unknown }
  const parts = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`)
  return `{${parts.join(',')}}`
}

/** SHA-256 in hexadecimal. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** Identity of a computation: ids, kinds, resolved configs, wires, slots' ports, row space, kernel version; without bindings. */
export const graphHash = (graph: Graph, world: RowSpace, kernelVersion: string): string =>
  sha256(
    canonicalJson({
      name: graph.name,
      nodes: graph.nodes.map((node) => ({
        id: node.id,
        role: node.role,
        kind: node.kind,
        config: node.config ?? null,
        wires: Object.fromEntries(
          Object.entries(node.wires).map(([port, wire]) => [port, wire.delay ? `${wire.node}@-1` : wire.node]),
        ),
        schema: node.role === 'node' ? undefined : node.schema,
        ports: node.role === 'slot' ? node.ports : undefined,
      })),
      sinks: graph.sinks,
      world: world.identity ?? world,
      kernelVersion,
    }),
  )

const NAN_HIGH = 0x7ff80000

/** Digest of the columns of some nodes over a run: one running hash per column, so frames may be cut anywhere. */
export class ColumnsDigest {
  private readonly time = createHash('sha256')
  private readonly nodes: readonly HashedNode[]
  private frames = 0
  private doubles = new Float64Array(0)
  private words = new Uint32Array(0)
  constructor(graph: Graph, nodes: readonly string[]) {
    this.nodes = nodes.map((id) => hashedNode(graph, id))
  }

  add(frame: Frame): void {
    const { slices } = frame
    this.frames++
    this.update(this.time, frame.time.tsMs, slices)
    for (const { id, hashes, events } of this.nodes) {
      const columns = frame.columns[id] as NodeColumns
      const at = columns['at'] as Uint32Array
      for (const { name, shape, hash } of hashes) {
        const length = shape === 'row' ? slices * frame.count : shape === 'slice' ? slices : at[slices]!
        this.update(hash, columns[name] as AnyArray, length)
      }
      if (events) this.update(events, eventCounts(at, slices), slices)
    }
  }

  /** Column -> digest, `time` included; names the first difference between two runs. */
  columns(): ReadonlyMap<string, string> {
    const digests = new Map([['time', this.time.copy().digest('hex')]])
    if (this.frames === 0) return digests
    for (const { id, hashes, events } of this.nodes) {
      for (const { name, hash } of hashes) digests.set(`${id}.${name}`, hash.copy().digest('hex'))
      if (events) digests.set(`${id}.at`, events.copy().digest('hex'))
    }
    return digests
  }

  /** One digest of them all. */
  digest(): string {
    return sha256(
      [...this.columns()]
        .map(([name, digest]) => `${name}=${digest}`)
        .sort()
        .join('\n'),
    )
  }

  /** Adds the first `length` values, every NaN as the same bytes. */
  private update(hash: Hash, column: AnyArray, length: number): void {
    if (!(column instanceof Float64Array)) {
      hash.update(new Uint8Array(column.buffer, column.byteOffset, length * column.BYTES_PER_ELEMENT))
      return
    }
    if (this.doubles.length < length) {
      this.doubles = new Float64Array(2 * length)
      this.words = new Uint32Array(this.doubles.buffer)
    }
    const { doubles, words } = this
    for (let i = 0; i < length; i++) {
      const value = column[i]!
      doubles[i] = value
      if (value === value) continue
      words[2 * i] = 0
      words[2 * i + 1] = NAN_HIGH
    }
    hash.update(new Uint8Array(doubles.buffer, 0, length * 8))
  }
}

interface HashedNode {
  readonly id: string
  readonly hashes: readonly { readonly name: string; readonly shape: Shape; readonly hash: Hash }[]
  /** Hash of the number of events in each slice; null for a node without events. */
  readonly events: Hash | null
}

const hashedNode = (graph: Graph, id: string): HashedNode => {
  const schema = graph.nodes.find((candidate) => candidate.id === id)?.schema ?? {}
  const hashes = Object.entries(schema).map(([name, { shape }]) => ({ name, shape, hash: createHash('sha256') }))
  return { id, hashes, events: hasEvents(schema) ? createHash('sha256') : null }
}

const eventCounts = (at: Uint32Array, slices: number): Uint32Array => {
  const counts = new Uint32Array(slices)
  for (let s = 0; s < slices; s++) counts[s] = at[s + 1]! - at[s]!
  return counts
}
