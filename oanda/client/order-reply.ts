/**
 * What an HTTP answer to an order means. Only an answer that is recognisably the broker's own is definite: a JSON object, with an
 * `errorMessage` where it refuses (v20 puts one into every refusal). Proxies and load balancers answer with the same numbers, before or
 * after the broker has the order. Every other outcome is unknown.
 */
import type { BrokerTransaction, OrderReply, OrderRequest } from '../../model/broker-client.js'
import { toTransaction } from '../wire/to-transaction.js'
import { orderAnswer } from '../wire/records.js'
import type { Answer } from './fetch-json.js'

/** Not 429: neither its body nor whether it stands before the order is looked at is documented. */
const DEFINITE: readonly number[] = [200, 201, 400, 401, 403, 404]

/** The reply, or why the outcome is unknown. `scrub` cleans the broker's text. */
export const orderReply = (
  answer: Answer,
  order: OrderRequest,
  scrub: (text: string) => string,
): OrderReply | string => {
  const { status, document } = answer
  if (!DEFINITE.includes(status)) return `HTTP ${status}`
  const result = orderAnswer.safeParse(document)
  if (!document || !result.success) return `HTTP ${status}, ${FOREIGN}`
  const transactions = transactionsOf(document)
  if (!transactions) return `HTTP ${status} with an unreadable transaction`
  const other = transactions.find((transaction) => isOfAnother(transaction, order))
  if (other) return `HTTP ${status} about another order: transaction ${other.id}`
  const { lastTransactionID = null, relatedTransactionIDs = [], errorCode, errorMessage } = result.data
  if (status >= 400) {
    if (!errorMessage) return `HTTP ${status}, ${FOREIGN}`
    if (!transactions.every(({ type }) => type.endsWith('_REJECT'))) return `HTTP ${status} with an order in it`
    return {
      kind: 'rejected',
      status,
      code: scrub(errorCode ?? `HTTP_${status}`),
      message: scrub(errorMessage),
      transactions,
      lastTransactionId: lastTransactionID,
    }
  }
  if (transactions.length === 0 || lastTransactionID === null) return `HTTP ${status} without transactions`
  return {
    kind: 'accepted',
    transactions,
    lastTransactionId: lastTransactionID,
    relatedTransactionIds: relatedTransactionIDs,
  }
}

const FOREIGN = "not the broker's own answer"

/** Where a transaction names its order or the trade that it closes, it must be this one. */
const isOfAnother = ({ type, raw }: BrokerTransaction, order: OrderRequest): boolean => {
  if (!type.startsWith('MARKET_ORDER')) return false
  const named = order.leg === 'close' ? memberOf(raw['tradeClose'], 'tradeID') : memberOf(raw['clientExtensions'], 'id')
  return typeof named === 'string' && named !== (order.leg === 'close' ? order.tradeId : order.decisionId)
}

const memberOf = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? (value as Readonly<Record<string, unknown>>)[name] : undefined

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
