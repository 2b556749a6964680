/** A transaction of the exchange as v20 shows it. */
import { formatTime } from '../../../oanda/wire/time.js'
import type { Transaction } from '../../../operators/exchange/types.js'
import type { WireTransaction } from './types.js'

export interface Envelope {
  readonly accountId: string
  readonly userId: number
  readonly batchId: string
  readonly requestId: string
}

export const wireTransaction = (transaction: Transaction, envelope: Envelope): WireTransaction => {
  const { id, batchID: _batch, tsMs, type, ...fields } = transaction
  return {
    id,
    accountID: envelope.accountId,
    userID: envelope.userId,
    batchID: envelope.batchId,
    requestID: envelope.requestId,
    time: formatTime(tsMs),
    type,
    ...(dated(fields) as Readonly<Record<string, unknown>>),
    ...moreOf(transaction, envelope),
  }
}

/** Renames `gtdTsMs` to `gtdTime` at any depth, and drops it if the order has no such time. */
const dated = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(dated)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      if (name !== 'gtdTsMs') return [[name, dated(inner)]]
      return Number.isFinite(inner) ? [['gtdTime', formatTime(inner as number)]] : []
    }),
  )
}

const moreOf = (transaction: Transaction, { accountId }: Envelope): Readonly<Record<string, unknown>> => {
  if (transaction.type === 'ORDER_FILL') return fillMore(transaction)
  if (transaction.type === 'CREATE') {
    const [siteID, divisionID, user, number] = accountId.split('-').map(Number)
    return { siteID, divisionID, accountUserID: user, accountNumber: number }
  }
  // A trade's id is the id of the fill that opened it.
  if (transaction['reason'] === 'ON_FILL') return { orderFillTransactionID: transaction['tradeID'] }
  return {}
}

/** The exchange has numbers for times: the market of the fill is shown with its time. */
const fillMore = (transaction: Transaction): Readonly<Record<string, unknown>> => {
  const timestamp = formatTime(transaction.tsMs)
  return { fullPrice: { ...(transaction['fullPrice'] as object), timestamp, time: timestamp } }
}
