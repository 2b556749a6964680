/** A trade in the simulated broker's books, and its answer to a request. */
import type { BrokerTransaction, EntryRequest } from '../../../model/broker-client.js'

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
  /** Without the protective orders of a batch. */
  readonly transactions: readonly BrokerTransaction[]
  readonly relatedIds: readonly number[]
}

export const stopFrom = (price: number, units: number, stop: NonNullable<EntryRequest['stopLoss']>): number =>
  'price' in stop ? Number(stop.price) : price - Math.sign(units) * Number(stop.distance)

/** The broker's time as it writes it, with nanoseconds. */
export const rfc3339 = (tsMs: number): string => `${new Date(Math.floor(tsMs)).toISOString().slice(0, -1)}000000Z`
