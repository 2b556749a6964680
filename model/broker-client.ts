/** What a broker must offer to the order protocol. The v20 client and the simulator's broker are its adapters. */

import type { RefusalName } from './codes.js'

/** One broker transaction as it came: `raw` is the v20 object, numbers still decimal strings. */
export interface BrokerTransaction {
  readonly id: number
  readonly tsMs: number
  readonly type: string
  readonly raw: Readonly<Record<string, unknown>>
}

/** An increase. Prices and units are decimal strings on the instrument's grid; the broker makes the brackets from its fill where distances are given. */
export interface EntryRequest {
  readonly leg: 'entry'
  readonly decisionId: string
  readonly instrument: string
  readonly units: string
  readonly priceBound: string
  /** True on hedging accounts: the order may not reduce anything. */
  readonly openOnly: boolean
  readonly stopLoss?: { readonly distance: string } | { readonly price: string }
  readonly takeProfit?: { readonly distance: string } | { readonly price: string }
}
/** Reduces one trade; `ALL` may be repeated after a known failure, a part never. */
export interface CloseRequest {
  readonly leg: 'close'
  readonly decisionId: string
  readonly instrument: string
  readonly tradeId: string
  readonly units: 'ALL' | string
}
export type OrderRequest = EntryRequest | CloseRequest

/** A definite answer. `accepted` says nothing of a fill: read its transactions (a 201 may hold a cancel). */
export type OrderReply =
  | {
      readonly kind: 'accepted'
      readonly transactions: readonly BrokerTransaction[]
      readonly lastTransactionId: number
      /** All ids that the request made; on-fill brackets are among them without being in `transactions`. */
      readonly relatedTransactionIds?: readonly number[]
    }
  | {
      readonly kind: 'rejected'
      readonly status: number
      /** v20 reject reason, or `HTTP_<status>`. */
      readonly code: string
      readonly message: string
      readonly transactions: readonly BrokerTransaction[]
      readonly lastTransactionId: number | null
    }
  /** Not one byte of the request has left this machine, for certain, nor ever will. */
  | {
      readonly kind: 'unsent'
      /** What the last word before the first byte was; `unsent` = it never came to that. */
      readonly refusal: RefusalName
      /** Holds no secret. */
      readonly message: string
    }

export interface BrokerTrade {
  readonly tradeId: string
  readonly instrument: string
  readonly units: string
  readonly price: string
  readonly openTsMs: number
  readonly stopPrice: string | null
  readonly takePrice: string | null
  /** Client tag of the trade; SEP manages only its own (`sep`). */
  readonly tag: string | null
  readonly clientId: string | null
}
export interface BrokerAccount {
  readonly id: string
  readonly currency: string
  readonly balance: string
  readonly hedging: boolean
  readonly marginRate: string | null
  readonly tags: readonly string[]
  readonly lastTransactionId: number
  readonly trades: readonly BrokerTrade[]
  /** Ids of pending orders that are not brackets, with their client ids. */
  readonly pendingOrders: readonly {
    readonly orderId: string
    readonly clientId: string | null
    readonly instrument: string
  }[]
}

export interface SendOptions {
  /**
   * Called once, when the connection stands and right before the first byte: null = the order may leave, else why it must not, which `send` answers as
   * `unsent`. Between a decision and its connection a process can be stopped or have to wait for longer than its lease lasts.
   */
  readonly mayLeave: () => RefusalName | null
  readonly signal?: AbortSignal | undefined
}

/**
 * `send` is called at most once per decision for an entry and never retries by itself. It rejects with `broker-unknown` where the outcome cannot be
 * known (time-out, reset, 5xx, unreadable answer); whatever is not known for certain to be `unsent` is that. Reads may retry within the limits of the
 * token bucket.
 */
export interface BrokerClient {
  send(order: OrderRequest, options: SendOptions): Promise<OrderReply>
  account(): Promise<BrokerAccount>
  /** Transactions with ids above `id`, rising, complete up to the account's last. */
  transactionsSince(id: number): Promise<readonly BrokerTransaction[]>
}
