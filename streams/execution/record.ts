/** One entry of the `execution` stream: what the trading part of a cut graph reports to the part that makes the slices. */
import { decodeState, encodeState, type State } from '../../lib/codec.js'
import type { Fields } from '../../store/store.js'
import { EXECUTION, type ExecutionName } from '../../model/codes.js'
import type { schemas } from '../../model/columns.js'
import { CHAIN_START, openEntry, sealEntry } from '../sealed-entry.js'

/** One row of the graph's `execution` source. */
export type ExecutionRow = { readonly [K in keyof typeof schemas.execution]: number }

const NOTHING: ExecutionRow = Object.freeze({
  transactionId: 0,
  type: 0,
  instrument: -1,
  tradeId: 0,
  units: 0,
  price: Number.NaN,
  amount: 0,
  tsMs: Number.NaN,
  decisionTsMs: Number.NaN,
  reason: 0,
  refused: 0,
  balance: Number.NaN,
  financing: 0,
  spreadCost: 0,
  conversionCost: 0,
  commission: 0,
})

/** A row in which everything that is not given does not apply. */
export const executionRow = (type: ExecutionName, fields: Partial<Omit<ExecutionRow, 'type'>>): ExecutionRow => ({
  ...NOTHING,
  ...fields,
  type: EXECUTION[type],
})

/** A requested flatten has completed for these instruments, as of the slice that carried control request `requestId`. */
export interface FlattenDone {
  readonly requestId: number
  readonly instruments: readonly number[]
}
export interface ExecutionEntry {
  /** Rows of the graph's `execution` source, in accepted order. */
  readonly rows: readonly ExecutionRow[]
  readonly flat: FlattenDone | null
}

export const encodeExecutionEntry = ({ rows, flat }: ExecutionEntry): Fields =>
  sealEntry(CHAIN_START, encodeState({ rows, flat } as unknown as State)).fields

/** A damaged entry is a `bad-journal` error that names `where`. */
export const decodeExecutionEntry = (fields: Readonly<Record<string, Uint8Array>>, where: string): ExecutionEntry =>
  decodeState<ExecutionEntry>(openEntry(fields, where).body)
