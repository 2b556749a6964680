/** What the part that trades tells the part that makes the slices, where a live graph is cut between them: one entry of the `execution` stream. */
import { decodeState, encodeState, type State } from '../../lib/codec.js'
import type { Fields } from '../../store/store.js'
import type { schemas } from '../../model/columns.js'
import { CHAIN_START, openEntry, sealEntry } from '../sealed-entry.js'

export type ExecutionValues = { readonly [K in keyof typeof schemas.execution]: number }

/** The wish to be flat has come true for these instruments, as of the slice that carried control request `requestId`. */
export interface FlatNews {
  readonly requestId: number
  readonly instruments: readonly number[]
}
export interface Told {
  /** Rows of the graph's `execution` source, in accepted order. */
  readonly rows: readonly ExecutionValues[]
  readonly flat: FlatNews | null
}

export const encodeTold = (told: Told): Fields =>
  sealEntry(CHAIN_START, encodeState({ rows: told.rows, flat: told.flat } as unknown as State)).fields

/** A damaged entry is a `bad-journal` error that says `where`. */
export const decodeTold = (fields: Readonly<Record<string, Uint8Array>>, where: string): Told =>
  decodeState<Told>(openEntry(fields, where).body)
