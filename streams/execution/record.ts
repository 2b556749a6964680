/** One entry of the `execution` stream: what the trading part reports to the part that makes the slices, where a live graph is cut between them. */
import { decodeState, encodeState, type State } from '../../lib/codec.js'
import type { Fields } from '../../store/store.js'
import type { schemas } from '../../model/columns.js'
import { CHAIN_START, openEntry, sealEntry } from '../sealed-entry.js'

export type ExecutionValues = { readonly [K in keyof typeof schemas.execution]: number }

/** A requested flatten has completed for these instruments, as of the slice that carried control request `requestId`. */
export interface FlattenDone {
  readonly requestId: number
  readonly instruments: readonly number[]
}
export interface ExecutionEntry {
  /** Rows of the graph's `execution` source, in accepted order. */
  readonly rows: readonly ExecutionValues[]
  readonly flat: FlattenDone | null
}

export const encodeExecutionEntry = ({ rows, flat }: ExecutionEntry): Fields =>
  sealEntry(CHAIN_START, encodeState({ rows, flat } as unknown as State)).fields

/** A damaged entry is a `bad-journal` error that names `where`. */
export const decodeExecutionEntry = (fields: Readonly<Record<string, Uint8Array>>, where: string): ExecutionEntry =>
  decodeState<ExecutionEntry>(openEntry(fields, where).body)
