/** The broker's account as the order protocol knows it: a fold of its transactions, in order of their ids. */
import type { BrokerAccount, HiddenSums } from '../../model/broker-client.js'
import { executionRow, type ExecutionRow } from '../../streams/execution/record.js'

/** Trades that carry it are SEP's; all others are foreign. */
export const OWN_TAG = 'sep'

/** Which decision asked for an order. `decisionId` null = none of ours, or not known. */
export interface Attribution {
  readonly decisionId: string | null
  readonly decisionTsMs: number
  readonly reason: number
  /** `decision`: expected; `external`: ours by tag or name, but not expected; `foreign`: not ours; `bracket`: a protective order. */
  readonly origin: 'decision' | 'external' | 'foreign' | 'bracket'
}

export interface ViewTrade {
  readonly id: number
  readonly instrument: string
  /** Signed, what is left. */
  readonly units: number
  readonly price: number
  readonly openTsMs: number
  readonly own: boolean
}
export interface ViewOrder extends Attribution {
  readonly id: number
  readonly type: string
  /** Of a bracket the trade it protects, of a close the trade it closes, else 0. */
  readonly tradeId: number
  readonly own: boolean
}

export interface BrokerView {
  readonly lastTransactionId: number
  readonly balance: number
  readonly trades: ReadonlyMap<number, ViewTrade>
  /** Neither filled nor cancelled. */
  readonly orders: ReadonlyMap<number, ViewOrder>
}

export const EMPTY_VIEW: BrokerView = Object.freeze({
  lastTransactionId: 0,
  balance: Number.NaN,
  trades: new Map(),
  orders: new Map(),
})

/** The account as the broker shows it, without bracket orders: their fills name their trade. */
export const viewOfAccount = (account: BrokerAccount): BrokerView => ({
  lastTransactionId: account.lastTransactionId,
  balance: Number(account.balance),
  trades: new Map(
    account.trades.map((trade) => [
      Number(trade.tradeId),
      {
        id: Number(trade.tradeId),
        instrument: trade.instrument,
        units: Number(trade.units),
        price: Number(trade.price),
        openTsMs: trade.openTsMs,
        own: trade.tag === OWN_TAG,
      },
    ]),
  ),
  orders: new Map(),
})

/** SEP's trades of an instrument, oldest first. */
export const ownTrades = (view: BrokerView, instrument: string): ViewTrade[] =>
  [...view.trades.values()].filter((trade) => trade.own && trade.instrument === instrument).sort((a, b) => a.id - b.id)

/** The row of a trade as it is. `units` 0 = it is gone. */
export const tradeRow = (trade: ViewTrade, instrument: number): ExecutionRow =>
  executionRow(trade.own ? 'repaired' : 'foreign', {
    instrument,
    tradeId: trade.id,
    units: trade.units,
    price: trade.price,
    tsMs: trade.openTsMs,
  })

/** The row of what the account holds beyond the trades that can be read. */
export const hiddenRow = ({ margin, unrealized }: HiddenSums): ExecutionRow =>
  executionRow('hidden', { units: margin, amount: unrealized })
