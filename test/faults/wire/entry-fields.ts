/** An increase as the simulated broker records it, and where its stop stands. */
import type { EntryRequest } from '../../../model/broker-client.js'

export const entryFields = (entry: EntryRequest) => {
  const { decisionId: id, instrument, units, priceBound, openOnly, stopLoss, takeProfit } = entry
  const extensions = { id, tag: 'sep' }
  return {
    ...{ instrument, units, timeInForce: 'FOK', priceBound, reason: 'CLIENT_ORDER' },
    positionFill: openOnly ? 'OPEN_ONLY' : 'DEFAULT',
    ...(stopLoss && { stopLossOnFill: { ...stopLoss, timeInForce: 'GTC' } }),
    ...(takeProfit && { takeProfitOnFill: { ...takeProfit, timeInForce: 'GTC' } }),
    clientExtensions: extensions,
    tradeClientExtensions: extensions,
  }
}

export const stopFrom = (price: number, units: number, stop: NonNullable<EntryRequest['stopLoss']>): number =>
  'price' in stop ? Number(stop.price) : price - Math.sign(units) * Number(stop.distance)
