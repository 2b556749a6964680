/** Documents of the simulated broker, as the protocol has them (OANDA v20 3.0.25): decimals as text, RFC 3339 times. */
import type { BrokerLedger } from '../broker-ledger.js'
import type { Raw } from './check-wire.js'
import { type Answer, type LedgerTrade, rfc3339 } from './ledger-trade.js'

export interface Reply {
  readonly status: number
  readonly document: Raw
}

/** GET of anything that the client reads. `seenMs`: reads see the transactions before it. */
export const readReply = (ledger: BrokerLedger, url: URL, seenMs: number): Reply => {
  const path = url.pathname
  if (path === '/v3/accounts') return { status: 200, document: { accounts: [{ id: 'A', tags: [] }] } }
  if (path === '/v3/accounts/A') return { status: 200, document: accountDocument(ledger) }
  const { transactions } = ledger
  const number = (name: string): number => Number(url.searchParams.get(name))
  if (path === '/v3/accounts/A/transactions/sinceid') {
    const id = number('id')
    if (id > transactions.length) return { status: 416, document: { errorMessage: 'The transaction ID is invalid' } }
    const seen = transactions.slice(id).filter(({ tsMs }) => tsMs < seenMs)
    return { status: 200, document: page(seen, seen.at(-1)?.id ?? id) }
  }
  if (path === '/v3/accounts/A/transactions/idrange') {
    const [from, to] = [number('from'), number('to')]
    if (to > transactions.length) return { status: 416, document: { errorMessage: 'The transaction ID is invalid' } }
    return { status: 200, document: page(transactions.slice(from - 1, to), transactions.length) }
  }
  return { status: 404, document: { errorMessage: `no ${path}` } }
}

const page = (transactions: BrokerLedger['transactions'], lastId: number): Raw => ({
  transactions: transactions.map(({ raw }) => raw),
  lastTransactionID: String(lastId),
})

const FIELDS: Readonly<Record<string, string>> = {
  MARKET_ORDER: 'orderCreateTransaction',
  MARKET_ORDER_REJECT: 'orderRejectTransaction',
  ORDER_FILL: 'orderFillTransaction',
  ORDER_CANCEL: 'orderCancelTransaction',
}

/** What the order caused of other orders, as the stop of a trade that it closed, stands only among the related ids. */
export const orderReply = ({ status, code, transactions, relatedIds }: Answer): Reply => {
  const orderId = transactions[0]?.raw['id']
  const own = transactions.filter(({ type, raw }) => type !== 'ORDER_CANCEL' || raw['orderID'] === orderId)
  return {
    status,
    document: {
      ...Object.fromEntries(own.flatMap(({ type, raw }) => (FIELDS[type] ? [[FIELDS[type], raw]] : []))),
      relatedTransactionIDs: relatedIds.map(String),
      lastTransactionID: String(relatedIds.at(-1)),
      ...(status >= 400 && { errorCode: code, errorMessage: `The order was rejected: ${code}` }),
    },
  }
}

const accountDocument = (ledger: BrokerLedger): Raw => {
  const trades = [...ledger.trades.values()]
  return {
    account: {
      id: 'A',
      currency: 'USD',
      balance: ledger.balance().toFixed(4),
      hedgingEnabled: false,
      NAV: ledger.balance().toFixed(4),
      marginUsed: '0.0000',
      marginAvailable: ledger.balance().toFixed(4),
      guaranteedStopLossOrderMode: 'DISABLED',
      trades: trades.map(tradeDocument),
      orders: trades.filter(({ stopOrderId }) => stopOrderId !== 0).map(stopDocument),
      positions: [],
    },
    lastTransactionID: String(ledger.transactions.length),
  }
}

const tradeDocument = (trade: LedgerTrade): Raw => ({
  id: String(trade.id),
  instrument: trade.instrument,
  price: trade.price.toFixed(5),
  openTime: rfc3339(trade.openTsMs),
  state: 'OPEN',
  currentUnits: String(trade.units),
  realizedPL: '0.0000',
  unrealizedPL: '0.0000',
  marginUsed: '0.0000',
  ...(trade.tag === null ? {} : { clientExtensions: { id: trade.clientId, tag: trade.tag } }),
})

const stopDocument = ({ id, stopOrderId, stopPrice }: LedgerTrade): Raw => ({
  id: String(stopOrderId),
  type: 'STOP_LOSS',
  tradeID: String(id),
  price: stopPrice.toFixed(5),
  timeInForce: 'GTC',
  state: 'PENDING',
})
