/** A minimal version of the graph's account: a fold of execution rows and nothing else. */
import { EXECUTIONS } from '../../model/codes.js'
import type { ExecutionRow } from '../../streams/execution/record.js'

export interface HeldTrade {
  readonly instrument: number
  readonly units: number
}
export interface Account {
  balance: number
  lastTransactionId: number
  readonly trades: Map<number, HeldTrade>
  readonly foreign: Map<number, HeldTrade>
  /** By decision time and closed trade. */
  readonly pending: Map<string, { readonly instrument: number; readonly tradeId: number; readonly units: number }>
  readonly doubtful: Map<string, number>
  /** Number of rows that contradict earlier ones. */
  anomalies: number
}

export const emptyAccount = (): Account => ({
  balance: Number.NaN,
  lastTransactionId: 0,
  trades: new Map(),
  foreign: new Map(),
  pending: new Map(),
  doubtful: new Map(),
  anomalies: 0,
})

export const foldRow = (account: Account, row: ExecutionRow): void => {
  const { trades, pending, doubtful } = account
  const key = `${row.instrument}|${row.decisionTsMs}|${row.tradeId}`
  const held = { instrument: row.instrument, units: row.units }
  account.lastTransactionId = Math.max(account.lastTransactionId, row.transactionId)
  if (Number.isFinite(row.balance)) account.balance = row.balance
  switch (EXECUTIONS[row.type]) {
    case 'placed':
      pending.set(key, { ...held, tradeId: row.tradeId })
      break
    case 'doubtful':
      doubtful.set(key, row.instrument)
      break
    case 'settled':
    case 'refused':
    case 'rejected':
    case 'abandoned':
      pending.delete(key)
      doubtful.delete(key)
      break
    case 'opened':
      if (trades.has(row.tradeId)) account.anomalies++
      trades.set(row.tradeId, held)
      break
    case 'reduced':
    case 'closed': {
      const trade = trades.get(row.tradeId)
      if (!trade) account.anomalies++
      const units = (trade?.units ?? 0) + row.units
      if (EXECUTIONS[row.type] === 'closed' ? units !== 0 : units === 0) account.anomalies++
      if (units === 0) trades.delete(row.tradeId)
      else trades.set(row.tradeId, { ...held, units })
      break
    }
    case 'repaired':
      if (row.units === 0) trades.delete(row.tradeId)
      else trades.set(row.tradeId, held)
      break
    case 'foreign':
      if (row.units === 0) account.foreign.delete(row.tradeId)
      else account.foreign.set(row.tradeId, held)
      break
    case 'restart':
      pending.clear()
      doubtful.clear()
      if (row.units === 1) {
        trades.clear()
        account.foreign.clear()
      }
      break
  }
}
