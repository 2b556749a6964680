/** One entry of the `execution` stream: what the trading part of a cut graph reports to the part that makes the slices. */
import { createHash } from 'node:crypto'
import { decodeState, encodeState, type State } from '../../lib/codec.js'
import type { Fields, StreamEntry } from '../../store/store.js'
import { EXECUTION, type ExecutionName } from '../../model/codes.js'
import type { schemas } from '../../model/columns.js'
import { damagedStream, withRemedy } from '../damage.js'
import { CHAIN_START, openEntry, sameBytes, sealEntry } from '../sealed-entry.js'

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
  depthCost: 0,
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

/** `id`: of the entry, which its hash covers. */
export const encodeExecutionEntry = (id: string, { rows, flat }: ExecutionEntry): Fields =>
  sealEntry(sealOf(id), encodeState({ rows, flat } as unknown as State)).fields

/** A damaged entry is a `bad-journal` error. */
export const decodeExecutionEntry = (account: string, { id, fields }: StreamEntry): ExecutionEntry => {
  try {
    const { prev, body } = openEntry(fields, `execution of ${account}, entry ${id}`)
    // Older versions sealed an entry without its id.
    if (!sameBytes(prev, sealOf(id)) && !sameBytes(prev, CHAIN_START))
      throw damagedStream('execution', account, id, 'damaged, it was written under another id')
    return decodeState<ExecutionEntry>(body)
  } catch (error) {
    throw withRemedy('execution', account, error)
  }
}

const sealOf = (id: string): Uint8Array => createHash('sha256').update(`execution ${id}`).digest()
