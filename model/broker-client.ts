/** The broker as the order protocol sees it. Adapters: the v20 client and the simulator's broker. */

import type { RefusalName } from './codes.js'

/** One broker transaction as it came: `raw` is the v20 object, numbers still decimal strings. */
export interface BrokerTransaction {
  readonly id: number
  readonly tsMs: number
  readonly type: string
  readonly raw: Readonly<Record<string, unknown>>
}

/**
 * An increase. Prices and units are decimal strings on the instrument's grid.
 * With distances the broker computes the brackets from its fill.
 */
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

/** A definite answer. `accepted` does not mean filled: read its transactions (a 201 may hold a cancel). */
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
  /** Certainly no byte of the request has left this machine, or will. */
  | {
      readonly kind: 'unsent'
      /** Reason of the last check before the first byte; `unsent`: that check was never reached. */
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
/** A trade or pending order of the account that could not be understood. */
export interface UnreadableItem {
  readonly kind: 'trade' | 'order'
  /** Null where not even that can be read. A trade with an id can be closed by it. */
  readonly id: string | null
  readonly instrument: string | null
  /** Client tag; null = it has none, undefined = that cannot be read. */
  readonly tag: string | null | undefined
  /** What is wrong, in words. */
  readonly why: string
}
/** Margin and unrealised P&L of trades that could not be understood; 0 where there are none. */
export interface HiddenSums {
  readonly margin: number
  readonly unrealized: number
}
export interface BrokerAccount {
  readonly id: string
  readonly currency: string
  readonly balance: string
  readonly hedging: boolean
  readonly marginRate: string | null
  /** The broker's own sums, home currency: never computed from items. Null = cannot be read. */
  readonly nav: string | null
  readonly marginUsed: string | null
  readonly marginAvailable: string | null
  /** The account takes no stop but a guaranteed one, which SEP does not place. */
  readonly guaranteedStopsRequired: boolean
  readonly tags: readonly string[]
  readonly lastTransactionId: number
  readonly trades: readonly BrokerTrade[]
  /** Ids of pending orders that are not brackets, with their client ids. */
  readonly pendingOrders: readonly {
    readonly orderId: string
    readonly clientId: string | null
    readonly instrument: string
  }[]
  /** Items that are not among `trades` and `pendingOrders`. */
  readonly unreadable: readonly UnreadableItem[]
  /** What the broker's sums hold beyond the trades that could be read, home currency. */
  readonly hidden: HiddenSums
  /** Names of the account's figures that could not be read. */
  readonly unreadableSums: readonly string[]
}

export interface SendOptions {
  /**
   * Called once, when the connection stands, right before the first byte. Null: the order may leave; else the reason, and `send` answers
   * `unsent`. Between a decision and its connection a process can be stopped, or wait, for longer than its lease lasts.
   */
  readonly mayLeave: () => RefusalName | null
  readonly signal?: AbortSignal | undefined
}

/**
 * `send` is called at most once per decision for an entry and never retries by itself.
 * It rejects with `broker-unknown` if the outcome is not known (time-out, reset, 5xx, unreadable answer): everything that is not certainly
 * `unsent`. Reads may retry within the limits of the token bucket.
 */
export interface BrokerClient {
  send(order: OrderRequest, options: SendOptions): Promise<OrderReply>
  account(): Promise<BrokerAccount>
  /** Transactions with ids above `id`, rising, complete up to the account's last. */
  transactionsSince(id: number): Promise<readonly BrokerTransaction[]>
  /** The transaction with this id; null = the broker has none. Absent where the broker cannot be another than it was. */
  transactionAt?(id: number): Promise<BrokerTransaction | null>
}
