/** Types shared by the parts of the server. */
import type { ClientExtensions } from '../../../operators/exchange/types.js'

/** A transaction as v20 shows it; time is RFC 3339. Ids of an account are 1, 2, 3, ... */
export interface WireTransaction {
  readonly id: string
  readonly accountID: string
  readonly userID: number
  readonly batchID: string
  readonly requestID: string
  readonly time: string
  readonly type: string
  readonly [field: string]: unknown
}

/** The part of a fill that affects one trade. */
export interface TradePart {
  readonly tradeID: string
  readonly units: string
  readonly price: string
  readonly realizedPL?: string
  readonly financing?: string
  readonly initialMarginRequired?: string
  readonly clientExtensions?: ClientExtensions
}
