import type { EntryRequest, OrderRequest } from '../../model/broker-client.js'

/** SEP's mark on its orders and trades. */
const TAG = 'sep'

/** The HTTP request of an order: entries are market orders that fill whole or not at all and never reduce; closes name their trade. */
export const orderRequest = (
  order: OrderRequest,
  accountPath: string,
): { readonly method: 'POST' | 'PUT'; readonly path: string; readonly body: object } =>
  order.leg === 'close'
    ? {
        method: 'PUT',
        path: `${accountPath}/trades/${encodeURIComponent(order.tradeId)}/close`,
        body: { units: order.units },
      }
    : { method: 'POST', path: `${accountPath}/orders`, body: { order: entryBody(order) } }

const entryBody = (entry: EntryRequest) => {
  const extensions = { id: entry.decisionId, tag: TAG }
  return {
    type: 'MARKET',
    instrument: entry.instrument,
    units: entry.units,
    timeInForce: 'FOK',
    priceBound: entry.priceBound,
    positionFill: entry.openOnly ? 'OPEN_ONLY' : 'DEFAULT',
    clientExtensions: extensions,
    tradeClientExtensions: extensions,
    ...(entry.stopLoss && { stopLossOnFill: { ...entry.stopLoss, timeInForce: 'GTC' } }),
    ...(entry.takeProfit && { takeProfitOnFill: { ...entry.takeProfit, timeInForce: 'GTC' } }),
  }
}
