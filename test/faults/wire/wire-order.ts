/** An order as its bytes have it: what the simulated broker reads, and what the checkers compare with the decision. */
import { assert } from '../../../lib/errors.js'
import type { BrokerTransaction, EntryRequest, OrderRequest } from '../../../model/broker-client.js'
import type { HttpRequest } from '../../../oanda/client/open-request.js'
import type { Raw } from './check-wire.js'

export interface WireOrder {
  /** The instrument of a close is not on the wire: '' until the broker finds its trade. */
  readonly request: OrderRequest
  /** Of an increase: the body's own fields, for the broker's transaction. */
  readonly fields: Raw
}

const CLOSE = /^\/v3\/accounts\/A\/trades\/(\d+)\/close$/

export const wireOrder = ({ method, url, headers, body }: HttpRequest, instrumentFor: InstrumentOf): WireOrder => {
  assert(headers['Content-Type'] === 'application/json', 'an order is JSON')
  const document = JSON.parse(body ?? '') as Raw
  const requestId = headers['ClientRequestID'] ?? ''
  const [, tradeId] = CLOSE.exec(url.pathname) ?? []
  if (method === 'PUT' && tradeId !== undefined) {
    const instrument = instrumentFor(tradeId)
    return {
      request: { leg: 'close', decisionId: requestId, instrument, tradeId, units: String(document['units']) },
      fields: {},
    }
  }
  assert(method === 'POST' && url.pathname === '/v3/accounts/A/orders', `${method} ${url.pathname} is an order`)
  const { type, ...fields } = document['order'] as Raw
  assert(type === 'MARKET', `an order of type ${String(type)}`)
  return { request: entryOf(fields, requestId), fields }
}

type InstrumentOf = (tradeId: string) => string

/** Of an open or closed trade; '' = there never was one. */
export const instrumentOf = (transactions: readonly BrokerTransaction[], tradeId: string): string => {
  const opened = transactions.find(({ raw }) => (raw['tradeOpened'] as Raw | undefined)?.['tradeID'] === tradeId)
  return (opened?.raw['instrument'] as string | undefined) ?? ''
}

const entryOf = (fields: Raw, requestId: string): EntryRequest => {
  const bracket = (name: string) => {
    const { price, distance } = (fields[name] ?? {}) as { readonly price?: string; readonly distance?: string }
    if (price !== undefined) return { price }
    return distance === undefined ? undefined : { distance }
  }
  const [stopLoss, takeProfit] = [bracket('stopLossOnFill'), bracket('takeProfitOnFill')]
  const { id } = (fields['clientExtensions'] ?? {}) as Raw
  assert(id === requestId, `order ${String(id)} under request id ${requestId}`)
  return {
    leg: 'entry',
    decisionId: requestId,
    instrument: String(fields['instrument']),
    units: String(fields['units']),
    priceBound: String(fields['priceBound']),
    openOnly: fields['positionFill'] === 'OPEN_ONLY',
    ...(stopLoss && { stopLoss }),
    ...(takeProfit && { takeProfit }),
  }
}
