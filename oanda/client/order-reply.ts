/** What an HTTP answer to an order means. Only an unambiguous answer is definite; every other outcome is unknown. */
import type { BrokerTransaction, OrderReply } from '../../model/broker-client.js'
import type { Answer } from './fetch-json.js'
import { toTransaction } from '../wire/to-transaction.js'
import { orderAnswer } from '../wire/records.js'

/** The reply, or why the outcome is unknown. `scrub` cleans the broker's text. */
export const orderReply = (answer: Answer, scrub: (text: string) => string): OrderReply | string => {
  const { status, document } = answer
  // These are decided before the order is looked at, by the broker or by a proxy in front of it.
  if (status === 401 || status === 403 || status === 429)
    return rejected(status, `HTTP_${status}`, scrub(messageOf(document)), [], null)
  if (![200, 201, 400, 404].includes(status)) return `HTTP ${status}`
  const result = orderAnswer.safeParse(document)
  if (!document || !result.success) return `HTTP ${status} with an unreadable body`
  const transactions = transactionsOf(document)
  if (!transactions) return `HTTP ${status} with an unreadable transaction`
  const { lastTransactionID = null, relatedTransactionIDs = [], errorCode, errorMessage } = result.data
  if (status >= 400) {
    if (errorMessage === undefined && errorCode === undefined) return `HTTP ${status} without a reason`
    if (!transactions.every(({ type }) => type.endsWith('_REJECT'))) return `HTTP ${status} with an order in it`
    return rejected(
      status,
      scrub(errorCode ?? `HTTP_${status}`),
      scrub(errorMessage ?? ''),
      transactions,
      lastTransactionID,
    )
  }
  if (transactions.length === 0 || lastTransactionID === null) return `HTTP ${status} without transactions`
  return {
    kind: 'accepted',
    transactions,
    lastTransactionId: lastTransactionID,
    relatedTransactionIds: relatedTransactionIDs,
  }
}

const rejected = (
  status: number,
  code: string,
  message: string,
  transactions: readonly BrokerTransaction[],
  lastTransactionId: number | null,
): OrderReply => ({ kind: 'rejected', status, code, message, transactions, lastTransactionId })

const messageOf = (document: Answer['document']): string => {
  const text = document?.['errorMessage']
  return typeof text === 'string' ? text : ''
}

/** Rising by id; null where one cannot be trusted. */
const transactionsOf = (document: Readonly<Record<string, unknown>>): readonly BrokerTransaction[] | null => {
  const found: BrokerTransaction[] = []
  for (const [name, value] of Object.entries(document)) {
    if (!name.endsWith('Transaction')) continue
    const transaction = toTransaction(value)
    if (!transaction) return null
    found.push(transaction)
  }
  return found.sort((a, b) => a.id - b.id)
}
