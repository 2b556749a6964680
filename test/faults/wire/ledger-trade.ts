/** A trade in the simulated broker's books, and its answer to a request. */
import type { BrokerTransaction } from '../../../model/broker-client.js'

export interface LedgerTrade {
  readonly id: number
  readonly instrument: string
  units: number
  readonly price: number
  readonly openTsMs: number
  readonly tag: string | null
  readonly clientId: string | null
  stopOrderId: number
  readonly stopPrice: number
}
/** A reply before the network affects it. */
export interface Answer {
  readonly status: 201 | 200 | 400 | 404
  readonly code: string
  readonly transactions: readonly BrokerTransaction[]
}
