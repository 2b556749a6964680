/** Hashes: canonical JSON (RFC 8785), graph hash, and the digest of output columns that no cutting into frames can change. */
import { createHash, type Hash } from 'node:crypto'
import type { Graph } from './define.js'
import type { AnyArray, Frame, NodeColumns } from './frame.js'
import type { World } from './world.js'

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

/** Identity of what a graph computes: ids, kinds, resolved configs, wires, slots' ports, instruments, kernel version. The binding is not in it. */
export const graphHash = (graph: Graph, world: World, kernelVersion: string): string =>
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
      world: { home: world.home, instruments: world.instruments, traded: world.traded, noVolume: world.noVolume },
      kernelVersion,
    }),
  )

const NAN_HIGH = 0x7ff80000

/** Digest of the columns of some nodes over a run: one running hash per column, so frames may be cut anywhere. */
export class ColumnsDigest {
  private readonly hashes = new Map<string, Hash>()
  private readonly time = createHash('sha256')
  private scratch = new Uint8Array(0)
  private readonly graph: Graph
  private readonly nodes: readonly string[]
  constructor(graph: Graph, nodes: readonly string[]) {
    this.graph = graph
    this.nodes = nodes
  }

  add(frame: Frame): void {
    this.update(this.time, frame.time.tsMs, 0, frame.slices)
    for (const id of this.nodes) {
      const node = this.graph.nodes.find((candidate) => candidate.id === id)
      const columns = frame.columns[id] as NodeColumns
      const at = columns['at'] as Uint32Array | undefined
      for (const [name, col] of Object.entries(node?.schema ?? {})) {
        const hash = this.hashOf(`${id}.${name}`)
        const length =
          col.shape === 'row'
            ? frame.slices * frame.count
            : col.shape === 'slice'
              ? frame.slices
              : (at?.[frame.slices] ?? 0)
        this.update(hash, columns[name] as AnyArray, 0, length)
      }
      if (at) {
        const counts = new Uint32Array(frame.slices)
        for (let s = 0; s < frame.slices; s++) counts[s] = (at[s + 1] as number) - (at[s] as number)
        this.update(this.hashOf(`${id}.at`), counts, 0, frame.slices)
      }
    }
  }

  /** Column -> digest, `time` included; names the first difference between two runs. */
  columns(): ReadonlyMap<string, string> {
    const digests = new Map([['time', this.time.copy().digest('hex')]])
    for (const [name, hash] of this.hashes) digests.set(name, hash.copy().digest('hex'))
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

  private hashOf(name: string): Hash {
    let hash = this.hashes.get(name)
    if (!hash) {
      hash = createHash('sha256')
      this.hashes.set(name, hash)
    }
    return hash
  }

  private update(hash: Hash, column: AnyArray, from: number, to: number): void {
    const bytes = column.BYTES_PER_ELEMENT
    if (!(column instanceof Float64Array)) {
      hash.update(new Uint8Array(column.buffer, column.byteOffset + from * bytes, (to - from) * bytes))
      return
    }
    const length = to - from
    if (this.scratch.length < length * 8) this.scratch = new Uint8Array(length * 16)
    const doubles = new Float64Array(this.scratch.buffer, 0, length)
    doubles.set(column.subarray(from, to))
    const words = new Uint32Array(this.scratch.buffer, 0, length * 2)
    for (let i = 0; i < length; i++) {
      if (doubles[i] !== doubles[i]) {
        words[2 * i] = 0
        words[2 * i + 1] = NAN_HIGH
      }
    }
    hash.update(new Uint8Array(this.scratch.buffer, 0, length * 8))
  }
}
