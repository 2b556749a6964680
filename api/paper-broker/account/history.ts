/** What became of every order, trade and position of an account. */
import type { ClientExtensions } from '../../../operators/exchange/types.js'
import type { WireTransaction } from '../wire/types.js'

export interface OrderHistory {
  readonly id: string
  readonly create: WireTransaction
  state: 'PENDING' | 'FILLED' | 'CANCELLED'
  clientExtensions: ClientExtensions | undefined
  tradeClientExtensions: ClientExtensions | undefined
  /** The v20 fields that its fill or cancel adds to the order. */
  end: Readonly<Record<string, unknown>>
}

export interface TradeHistory {
  readonly id: string
  readonly instrument: string
  readonly price: string
  readonly openTime: string
  readonly initialUnits: string
  readonly initialMarginRequired: string
  units: number
  realizedE4: number
  financingE4: number
  state: 'OPEN' | 'CLOSED'
  clientExtensions: ClientExtensions | undefined
  readonly closingTransactionIDs: string[]
  closeTime: string | undefined
  /** Sum of closed units times price, for the average. */
  closedValue: number
  closedUnits: number
  /** Pending ones: takeProfitOrder, stopLossOrder, trailingStopLossOrder. */
  readonly brackets: Map<string, string>
  /** The newest bracket of each kind, including filled and cancelled ones. */
  readonly lastBrackets: Map<string, string>
}

export interface SideHistory {
  plE4: number
  financingE4: number
}
export interface PositionHistory {
  readonly long: SideHistory
  readonly short: SideHistory
  commissionE4: number
}

export interface AccountHistory {
  readonly orders: ReadonlyMap<string, OrderHistory>
  readonly trades: ReadonlyMap<string, TradeHistory>
  /** By instrument; every one that was ever traded. */
  readonly positions: ReadonlyMap<string, PositionHistory>
  /** Undefined before the first fill. */
  readonly lastFillTime: string | undefined
  readonly createdTime: string
  readonly marginRate: string | undefined
  readonly marginCallTime: string | undefined
}

/** The same, while transactions are folded into it. */
export interface MutableHistory extends AccountHistory {
  readonly orders: Map<string, OrderHistory>
  readonly trades: Map<string, TradeHistory>
  readonly positions: Map<string, PositionHistory>
  lastFillTime: string | undefined
  createdTime: string
  marginRate: string | undefined
  marginCallTime: string | undefined
}

export const createHistory = (): MutableHistory => ({
  orders: new Map(),
  trades: new Map(),
  positions: new Map(),
  lastFillTime: undefined,
  createdTime: '',
  marginRate: undefined,
  marginCallTime: undefined,
})
