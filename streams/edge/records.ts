/** What goes over an edge: a header that lists the columns and names their graph, and one sealed entry per slice. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { decodeState, encodeState, type State } from '../../lib/codec.js'
import { SepError } from '../../model/error-codes.js'
import type { AnyArray } from '../../graph/engine/run/frame.js'
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import type { Fields, StreamEntry } from '../../store/store.js'
import { offsetField } from '../execution/offset-field.js'
import { withEdgeRemedy } from '../damage.js'
import { openEntry, sameBytes, sealEntry } from '../sealed-entry.js'

const edgeHeader = z.object({
  format: z.literal(1),
  part: z.string(),
  /** Of the whole graph over all instruments: the same in every part of a graph. */
  graphHash: z.string(),
  /** Of the row columns, in order; a partition has fewer than the graph. */
  instruments: z.array(z.string()),
  columns: z.array(
    z.object({
      node: z.string(),
      column: z.string(),
      kind: z.enum(['f64', 'i32', 'u32', 'u8']),
      shape: z.enum(['row', 'slice', 'event']),
    }),
  ),
})
export type EdgeHeader = z.output<typeof edgeHeader>

export const encodeEdgeHeader = (header: EdgeHeader): string => canonicalJson(header)

export const decodeEdgeHeader = (bytes: Uint8Array, where: string): EdgeHeader => {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new SepError('bad-journal', `${where}: the header is not JSON`, { cause })
  }
  const parsed = edgeHeader.safeParse(value)
  if (parsed.success) return parsed.data
  throw new SepError('bad-journal', `${where}: header ${parsed.error.issues[0]?.path.join('.')} is wrong`)
}

/** A reader still needs everything after `tsMs`, the time of its older snapshot (0 = none yet). */
const edgeReader = z.object({ tsMs: z.number(), nodes: z.array(z.string()) })
export type ReaderCheckpoint = z.output<typeof edgeReader>

export const encodeReaderCheckpoint = (reader: ReaderCheckpoint): string => canonicalJson(reader)
export const decodeReaderCheckpoint = (bytes: Uint8Array): ReaderCheckpoint =>
  edgeReader.parse(JSON.parse(new TextDecoder().decode(bytes)))

export interface EdgeSlice {
  /** Slices since the graph's first, this one included; gapless. */
  readonly seq: number
  readonly tsMs: number
  readonly asOfMs: number
  /** In the order of the header. */
  readonly columns: readonly AnyArray[]
  /** As in the journal's record of the slice; only on the edge of the part that makes the slices. */
  readonly executionOffset?: string | undefined
}

type StoredSlice = Omit<EdgeSlice, 'executionOffset'> & { readonly told?: string }

/** Chained before every entry of an edge, as a journal chains the entry before: it ties an entry to its header. */
export const headerSeal = (header: EdgeHeader): Uint8Array =>
  createHash('sha256').update(encodeEdgeHeader(header)).digest()

export const encodeEdgeSlice = (seal: Uint8Array, slice: EdgeSlice): Fields =>
  sealEntry(seal, encodeState(offsetField.encode(slice) as unknown as State)).fields

const decodeEdgeSlice = (seal: Uint8Array, fields: Readonly<Record<string, Uint8Array>>, where: string): EdgeSlice => {
  const { body, prev } = openEntry(fields, where)
  if (!sameBytes(prev, seal)) throw new SepError('bad-journal', `${where}: written under another header`)
  return offsetField.decode(decodeState<StoredSlice>(body))
}

/** One entry of the edge of `part`; what is wrong with it is named, with the command that goes on without it. */
export const readEdgeSlice = (
  seal: Uint8Array,
  { id, fields }: StreamEntry,
  { account, part }: { readonly account: string; readonly part: string },
): EdgeSlice => {
  const where = `edge ${part}, entry ${id}`
  try {
    const slice = decodeEdgeSlice(seal, fields, where)
    if (id !== `${slice.tsMs}-0`) throw new SepError('bad-journal', `${where}: holds the slice of ${slice.tsMs}`)
    return slice
  } catch (error) {
    throw withEdgeRemedy(account, part, error)
  }
}
