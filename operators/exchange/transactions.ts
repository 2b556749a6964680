/** Writes the transaction log: ids are consecutive per account, and a batch holds what one request or event caused. */
import type { Exchange, Transaction } from './types.js'

export type TransactionFields = { readonly [field: string]: unknown }
/** Recorded when no log is kept. */
export const NO_FIELDS: TransactionFields = Object.freeze({})

/** Starts a batch at tsMs. */
export const beginBatch = (ex: Exchange, tsMs: number): void => {
  ex.batch = ex.lastTransactionId + 1
  ex.batchTsMs = tsMs
}

/** Appends a transaction to the batch and returns its id. The object is built only if the log is kept. */
export const record = (ex: Exchange, tsMs: number, type: string, fields: TransactionFields): number => {
  const id = ++ex.lastTransactionId
  if (ex.config.keepLog) {
    const transaction: Transaction = { id: String(id), batchID: String(ex.batch), tsMs, type, ...fields }
    ex.log.push(transaction)
  }
  return id
}
