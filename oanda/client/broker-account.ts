import type { BrokerAccount, BrokerTrade } from '../../model/broker-client.js'
import type { WireAccount } from '../wire/records.js'

const STOPS = ['STOP_LOSS', 'GUARANTEED_STOP_LOSS']
const BRACKETS = [...STOPS, 'TAKE_PROFIT', 'TRAILING_STOP_LOSS']

/** Converts an account document for the port: brackets belong to their trades, every other order is pending. */
export const brokerAccount = (wire: WireAccount, tags: readonly string[], lastTransactionId: number): BrokerAccount => {
  const bracketPrice = (tradeId: string, types: readonly string[]): string | null =>
    wire.orders.find((order) => order.tradeID === tradeId && types.includes(order.type))?.price ?? null
  return {
    id: wire.id,
    currency: wire.currency,
    balance: wire.balance,
    hedging: wire.hedgingEnabled,
    marginRate: wire.marginRate ?? null,
    tags,
    lastTransactionId,
    trades: wire.trades.map(
      (trade): BrokerTrade => ({
        tradeId: trade.id,
        instrument: trade.instrument,
        units: trade.currentUnits,
        price: trade.price,
        openTsMs: trade.openTime,
        stopPrice: bracketPrice(trade.id, STOPS),
        takePrice: bracketPrice(trade.id, ['TAKE_PROFIT']),
        tag: trade.clientExtensions?.tag ?? null,
        clientId: trade.clientExtensions?.id ?? null,
      }),
    ),
    pendingOrders: wire.orders
      .filter(({ type }) => !BRACKETS.includes(type))
      .map((order) => ({
        orderId: order.id,
        clientId: order.clientExtensions?.id ?? null,
        instrument: order.instrument ?? '',
      })),
  }
}
