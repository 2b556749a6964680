/** A v20 broker on the loopback interface that fills at once and reports when the first bytes of an order reach it. */
import { READABLE } from '../support/protocol-bench.js'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrokerAccount, BrokerClient } from '../../model/broker-client.js'
import { formatTime } from '../../oanda/wire/time.js'

export interface InstantBroker {
  readonly url: string
  /** The order protocol's reads, answered without a network. */
  readonly reads: Pick<BrokerClient, 'account' | 'transactionsSince'>
  readonly filled: () => number
  close(): Promise<void>
}

interface Trade {
  readonly instrument: string
  readonly units: number
  readonly clientId: string | null
}

interface Entry {
  readonly instrument: string
  readonly units: string
  readonly priceBound: string
  readonly clientExtensions: { readonly id: string }
  readonly tradeClientExtensions: object
}

/** Calls `onOrder` at the first bytes of each order. */
export const instantBroker = async (nowMs: () => number, onOrder: () => void): Promise<InstantBroker> => {
  const trades = new Map<number, Trade>()
  let lastId = 10
  let filled = 0
  const transaction = (type: string, fields: object) => ({
    id: String(++lastId),
    time: formatTime(nowMs()),
    type,
    accountID: 'A',
    ...fields,
  })
  const fill = (order: { readonly id: string }, instrument: string, fields: object) => {
    filled++
    return transaction('ORDER_FILL', { orderID: order.id, instrument, accountBalance: '100000', ...fields })
  }
  const open = (asked: Entry) => {
    const { instrument, units, priceBound, clientExtensions, tradeClientExtensions } = asked
    const order = transaction('MARKET_ORDER', { instrument, units, clientExtensions, tradeClientExtensions })
    const tradeID = String(lastId + 1)
    trades.set(lastId + 1, { instrument, units: Number(units), clientId: clientExtensions.id })
    const done = fill(order, instrument, { tradeOpened: { tradeID, units, price: priceBound } })
    return { orderCreateTransaction: order, orderFillTransaction: done }
  }
  const close = (tradeID: string, asked: string) => {
    const trade = trades.get(Number(tradeID)) as Trade
    const units = asked === 'ALL' ? -trade.units : -Math.sign(trade.units) * Number(asked)
    const order = transaction('MARKET_ORDER', {
      instrument: trade.instrument,
      units: String(units),
      tradeClose: { tradeID, units: asked },
    })
    const part = { tradeID, units: String(units), price: '1.1', realizedPL: '0' }
    const left = trade.units + units
    if (left === 0) trades.delete(Number(tradeID))
    else trades.set(Number(tradeID), { ...trade, units: left })
    const done = fill(order, trade.instrument, left === 0 ? { tradesClosed: [part] } : { tradeReduced: part })
    return { orderCreateTransaction: order, orderFillTransaction: done }
  }

  const server = createServer((request, response) => {
    onOrder()
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    request.on('end', () => {
      const tradeId = /trades\/(\d+)\/close$/.exec(request.url ?? '')?.[1]
      const body = JSON.parse(text) as { readonly order: Entry; readonly units: string }
      const done = tradeId ? close(tradeId, body.units) : open(body.order)
      const ids = [done.orderCreateTransaction.id, done.orderFillTransaction.id]
      response.writeHead(tradeId ? 200 : 201, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify({ ...done, relatedTransactionIDs: ids, lastTransactionID: String(lastId) }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    filled: () => filled,
    reads: {
      account: async (): Promise<BrokerAccount> => ({
        ...{ id: 'A', currency: 'USD', balance: '100000', hedging: false, marginRate: '0.02', tags: [], ...READABLE },
        lastTransactionId: lastId,
        pendingOrders: [],
        trades: [...trades].map(([id, { instrument, units, clientId }]) => ({
          tradeId: String(id),
          instrument,
          units: String(units),
          price: '1.1',
          openTsMs: 0,
          stopPrice: null,
          takePrice: null,
          tag: 'sep',
          clientId,
        })),
      }),
      transactionsSince: async () => [],
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
