/** One transaction on its way into the view: what it changes so far, and its fields as numbers. */
import type { BrokerTransaction } from '../../model/broker-client.js'
import type { ExecutionName } from '../../model/codes.js'
import { executionRow, type ExecutionRow } from '../../streams/execution/record.js'
import { type BrokerView, tradeRow, type ViewOrder, type ViewTrade } from './broker-view.js'

export type Raw = Readonly<Record<string, unknown>>

export interface TransactionFold {
  readonly transaction: BrokerTransaction
  readonly raw: Raw
  /** Index of an instrument in the world, or -1. */
  readonly indexOf: (instrument: string) => number
  readonly trades: Map<number, ViewTrade>
  readonly orders: Map<number, ViewOrder>
  readonly rows: ExecutionRow[]
  readonly alarms: string[]
  readonly balance: number
}

export const beginFold = (
  view: BrokerView,
  transaction: BrokerTransaction,
  indexOf: (instrument: string) => number,
): TransactionFold => {
  const { raw } = transaction
  const balance = numberOf(raw['accountBalance'])
  return {
    transaction,
    raw,
    indexOf,
    trades: new Map(view.trades),
    orders: new Map(view.orders),
    rows: [],
    alarms: [],
    balance: Number.isFinite(balance) ? balance : view.balance,
  }
}

export const pushRow = (
  { rows, transaction: { id, tsMs } }: TransactionFold,
  type: ExecutionName,
  fields: Parameters<typeof executionRow>[1],
): void => void rows.push(executionRow(type, { transactionId: id, tsMs, ...fields }))

export const pushForeign = (
  { rows, alarms, transaction, balance, indexOf }: TransactionFold,
  trade: ViewTrade,
): void => {
  rows.push({ ...tradeRow(trade, indexOf(trade.instrument)), transactionId: transaction.id, balance })
  alarms.push(`foreign trade ${trade.id} of ${trade.instrument} now holds ${trade.units} units`)
}

/** The next reconciliation repairs what this transaction did. */
export const pushUnreadable = ({ alarms, transaction: { id, type } }: TransactionFold): void =>
  void alarms.push(`transaction ${id} ${type} cannot be read`)

export const rawRecord = (value: unknown): Raw => (value !== null && typeof value === 'object' ? (value as Raw) : {})
export const rawList = (value: unknown): Raw[] => (Array.isArray(value) ? value.map(rawRecord) : [])
/** NaN where it is no number; an empty text is none either. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
export const zeroOr = (value: unknown): number => {
  const number = numberOf(value)
  return Number.isFinite(number) ? number : 0
}
