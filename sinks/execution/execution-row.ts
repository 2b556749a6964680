/** One row of the graph's `execution` source. */
import { EXECUTION, type ExecutionName } from '../../model/codes.js'
import type { ExecutionValues } from '../../streams/execution/record.js'

export type ExecutionRow = ExecutionValues

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
