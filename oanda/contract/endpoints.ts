/** Everything that SEP asks the broker for: what is known of each answer, and what SEP cannot do without. */
import type { z } from 'zod'
import * as wire from '../wire/records.js'
import type { DocumentShape } from './document-shape.js'
import { accountAnswer, accountListShape, summaryAnswer } from './shapes/account.js'
import { positionList } from './shapes/holdings.js'
import {
  candleList,
  clientPriceShape,
  instrumentList,
  priceHeartbeat,
  priceList,
  transactionHeartbeat,
} from './shapes/market.js'
import { orderAnswerShape, TRANSACTION, transactionList } from './shapes/transaction.js'

export interface Endpoint {
  /** `{account}` and `{instrument}` stand for their names; a stream has several kinds of lines. */
  readonly path: string
  readonly shape: DocumentShape
  /** SEP reads the answer with it: what does not fit it cannot be used. */
  readonly schema: z.ZodType
  /** Lists whose items are read for themselves, by their place in the document. */
  readonly items: Readonly<Record<string, z.ZodType>>
}

const account = '/v3/accounts/{account}'
const of = (path: string, shape: DocumentShape, schema: z.ZodType, items: Endpoint['items'] = {}): Endpoint => ({
  path,
  shape,
  schema,
  items,
})
/** A bare transaction is an object whose fields follow from its type. */
const bare: DocumentShape = { fields: { transaction: TRANSACTION }, always: ['transaction'] }

export const ENDPOINTS = Object.freeze({
  accounts: of('/v3/accounts', accountListShape, wire.accountList),
  account: of(account, accountAnswer, wire.account, {
    'account.trades': wire.tradeItem,
    'account.orders': wire.orderItem,
  }),
  summary: of(`${account}/summary`, summaryAnswer, wire.accountSummary),
  instruments: of(`${account}/instruments`, instrumentList, wire.instruments),
  pricing: of(`${account}/pricing`, priceList, wire.pricing, { prices: wire.clientPrice }),
  candles: of(`${account}/instruments/{instrument}/candles`, candleList, wire.candles, { candles: wire.candle }),
  positions: of(`${account}/openPositions`, positionList, wire.positions),
  'transactions since': of(`${account}/transactions/sinceid`, transactionList, wire.transactions, {
    transactions: wire.transaction,
  }),
  'transactions in a range': of(`${account}/transactions/idrange`, transactionList, wire.transactions, {
    transactions: wire.transaction,
  }),
  'price line': of(`${account}/pricing/stream`, clientPriceShape, wire.clientPrice),
  'price heartbeat': of(`${account}/pricing/stream`, priceHeartbeat, wire.heartbeat),
  'transaction line': of(`${account}/transactions/stream`, bare, wire.transaction),
  'transaction heartbeat': of(`${account}/transactions/stream`, transactionHeartbeat, wire.heartbeat),
  order: of(`${account}/orders`, orderAnswerShape, wire.orderAnswer),
} satisfies Readonly<Record<string, Endpoint>>)
export type EndpointName = keyof typeof ENDPOINTS

export const ENDPOINT_NAMES = Object.keys(ENDPOINTS) as readonly EndpointName[]

/** The endpoint of a GET, by its path and words. Null: SEP does not ask for it. */
export const endpointOf = (path: string): EndpointName | null => {
  const face = (path.split('?', 1)[0] as string)
    .replace(/^\/v3\/accounts\/[^/]+/, account)
    .replace(/\/instruments\/[^/]+\/candles$/, '/instruments/{instrument}/candles')
  return ENDPOINT_NAMES.find((name) => !/line|heartbeat|order/.test(name) && ENDPOINTS[name].path === face) ?? null
}

/** The endpoint of a line of a stream. */
export const lineEndpoint = (
  stream: 'pricing' | 'transactions',
  line: Readonly<Record<string, unknown>>,
): EndpointName => {
  const word = stream === 'pricing' ? 'price' : 'transaction'
  return line['type'] === 'HEARTBEAT' ? `${word} heartbeat` : `${word} line`
}
