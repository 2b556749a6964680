import type { BrokerTransaction } from '../../model/broker-client.js'
import { transaction } from './records.js'

/** A transaction as received, with checked id, time and type; null where it is invalid. */
export const toTransaction = (value: unknown): BrokerTransaction | null => {
  const result = transaction.safeParse(value)
  if (!result.success) return null
  const { id, time, type } = result.data
  return { id, tsMs: time, type, raw: value as Readonly<Record<string, unknown>> }
}
