/** One entry of the decision stream: digests of every output column of a slice and its orders, bound to the slice's journal entry. */
import { createHash } from 'node:crypto'
import { SepError } from '../../model/error-codes.js'
import type { Fields } from '../../store/store.js'
import { sameBytes } from '../sealed-entry.js'

export interface DecisionRecord {
  readonly seq: number
  /** Hash of the journal entry of the slice. */
  readonly slice: Uint8Array
  /** As `outputDigests` computes them. */
  readonly digests: Uint8Array
  /** JSON list of order lines, for readers of the stream. */
  readonly orders: string
}

export const encodeDecision = (decision: DecisionRecord): Fields => {
  const text = new TextEncoder()
  const seq = text.encode(String(decision.seq))
  const orders = text.encode(decision.orders)
  const { slice, digests } = decision
  return { seq, slice, digests, orders, sum: sumOf(seq, slice, digests, orders) }
}

/** A changed or incomplete entry is a `bad-journal` error that names `where`. */
export const decodeDecision = (fields: Readonly<Record<string, Uint8Array>>, where: string): DecisionRecord => {
  const { seq, slice, digests, orders, sum } = fields
  if (!seq || !slice || !digests || !orders || !sum || !sameBytes(sumOf(seq, slice, digests, orders), sum)) {
    throw new SepError('bad-journal', `${where}: damaged, its sum is wrong`)
  }
  const text = new TextDecoder()
  return { seq: Number(text.decode(seq)), slice, digests, orders: text.decode(orders) }
}

const sumOf = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest().subarray(0, 16)
}
