/** Words of the exchange engine: orders, trades, fills and the transaction log, named as OANDA v20 names them. */
import type { Instrument } from '../../model/world.js'

export type OrderType =
  | 'MARKET'
  | 'LIMIT'
  | 'STOP'
  | 'MARKET_IF_TOUCHED'
  | 'TAKE_PROFIT'
  | 'STOP_LOSS'
  | 'TRAILING_STOP_LOSS'
type TimeInForce = 'FOK' | 'IOC' | 'GTC' | 'GTD' | 'GFD'
/** DEFAULT is REDUCE_FIRST on netting accounts and OPEN_ONLY on hedging ones. */
export type PositionFill = 'DEFAULT' | 'OPEN_ONLY' | 'REDUCE_FIRST' | 'REDUCE_ONLY'
/** Why an order was created; a fill of a market order repeats it. */
export type CreateReason =
  | 'CLIENT_ORDER'
  | 'REPLACEMENT'
  | 'ON_FILL'
  | 'TRADE_CLOSE'
  | 'POSITION_CLOSEOUT'
  | 'MARGIN_CLOSEOUT'

export interface ClientExtensions {
  readonly id?: string
  readonly tag?: string
  readonly comment?: string
}

/** Protection that a fill puts on the trade it opens: a price, or a distance from the fill. */
export interface OnFill {
  readonly price?: number | undefined
  readonly distance?: number | undefined
  readonly timeInForce?: TimeInForce | undefined
  readonly gtdTsMs?: number | undefined
  readonly clientExtensions?: ClientExtensions | undefined
}

/** What a client asks for. A bracket (take profit, stop loss, trailing stop) names its trade and has 0 units. */
export interface NewOrder {
  readonly type: OrderType
  /** Index into the world's instruments. */
  readonly k: number
  /** Signed: positive buys. */
  readonly units: number
  readonly price?: number | undefined
  /** Brackets: price units from the market (trailing: kept for ever). */
  readonly distance?: number | undefined
  /** A fill at a worse price than this is refused. */
  readonly priceBound?: number | undefined
  readonly timeInForce?: TimeInForce | undefined
  readonly gtdTsMs?: number | undefined
  readonly positionFill?: PositionFill | undefined
  readonly tradeId?: number | undefined
  readonly takeProfitOnFill?: OnFill | undefined
  readonly stopLossOnFill?: OnFill | undefined
  readonly trailingStopLossOnFill?: OnFill | undefined
  readonly clientExtensions?: ClientExtensions | undefined
  readonly tradeClientExtensions?: ClientExtensions | undefined
  /** Carried to the fills: time and reason code of the decision. */
  readonly decisionTsMs?: number | undefined
  readonly reason?: number | undefined
}

/** An order in the book or on a trade. Every field is always there: NaN is no price, distance, bound or time, 0 no trade. */
export interface Order {
  readonly id: number
  readonly type: OrderType
  readonly k: number
  readonly units: number
  readonly price: number
  readonly distance: number
  readonly priceBound: number
  readonly timeInForce: TimeInForce
  /** Good till: also of GFD orders, whose day ends at 17:00 New York. */
  readonly gtdTsMs: number
  readonly positionFill: PositionFill
  readonly tradeId: number
  readonly takeProfitOnFill: OnFill | null
  readonly stopLossOnFill: OnFill | null
  readonly trailingStopLossOnFill: OnFill | null
  clientExtensions: ClientExtensions | null
  tradeClientExtensions: ClientExtensions | null
  readonly decisionTsMs: number
  readonly reason: number
  readonly createReason: CreateReason
  readonly createdTsMs: number
  readonly batch: number
  /** Market if touched: mid when the order came, NaN where none was known. */
  readonly initialPrice: number
  /** Trailing stops: the price now, ratcheted by the market. */
  trail: number
}

export interface Trade {
  readonly id: number
  readonly k: number
  readonly openTsMs: number
  readonly price: number
  readonly initialUnits: number
  units: number
  realizedE4: number
  /** Over the trade's life, and the part of it that reductions have taken along in their fills. */
  financingE4: number
  financingTakenE4: number
  take: Order | null
  stop: Order | null
  trailing: Order | null
  clientExtensions: ClientExtensions | null
  readonly decisionTsMs: number
  readonly reason: number
  /** Home currency a unit, informational: already in the price. */
  readonly spreadCostPerUnit: number
  readonly slippageCostPerUnit: number
}

/** One opening, reduction or closing of a trade. Money in home currency, costs positive; pl = gross - the three costs. */
export interface Fill {
  readonly k: number
  readonly tradeId: number
  readonly opens: boolean
  readonly reason: number
  readonly units: number
  readonly price: number
  readonly tsMs: number
  readonly decisionTsMs: number
  readonly gross: number
  readonly spreadCost: number
  readonly slippageCost: number
  readonly conversionCost: number
  /** Share of the trade's financing that belongs to these units; booked earlier. */
  readonly financing: number
  readonly entryPrice: number
  readonly entryTsMs: number
  /** Realised P&L as booked, 4 decimals. */
  readonly pl: number
}

/** What a fill needs to know of the market. */
export interface MarketQuote {
  readonly bid: number
  readonly ask: number
  readonly tsMs: number
}

/** One state change of account, order or trade. Decimals are strings, ids consecutive. */
export interface Transaction {
  readonly id: string
  readonly batchID: string
  readonly tsMs: number
  readonly type: string
  readonly [field: string]: unknown
}

export interface FinancingRate {
  /** A year, fraction; positive = receive. */
  readonly longRate: number
  readonly shortRate: number
  /** Days charged by New York weekday, Monday first. */
  readonly daysCharged: readonly number[]
}

export interface ExchangeConfig {
  /** First deposit, home currency. */
  readonly capital: number
  readonly slippageBps: number
  readonly conversionFee: number
  readonly accountMarginRate: number
  readonly financing: { readonly [instrument: string]: FinancingRate }
  /** True: long and short trades of one instrument live side by side; false: they net, oldest first. */
  readonly hedging: boolean
  /** Keep v20 transaction objects; a long replay only counts them. */
  readonly keepLog: boolean
}

/** The account and its orders; arrays by instrument. Money fields end in E4: ten-thousandths of the home currency. */
export interface Exchange {
  readonly config: ExchangeConfig
  readonly instruments: readonly Instrument[]
  /** 10^displayPrecision and 10^tradeUnitsPrecision. */
  readonly priceScale: Float64Array
  readonly unitScale: Float64Array
  readonly marginRate: Float64Array
  /** 1: quote or base currency is home, so nothing is converted. */
  readonly quoteIsHome: Uint8Array
  readonly baseIsHome: Uint8Array
  balanceE4: number
  depositedE4: number
  realizedE4: number
  financingE4: number
  alias: string
  lastTransactionId: number
  /** Id of the first transaction of the batch that is being written, and its time. */
  batch: number
  batchTsMs: number
  /** Since when a margin call is on, NaN without. */
  marginCallTsMs: number
  /** By id. */
  readonly trades: Trade[][]
  /** Pending orders by id; brackets live on their trades. */
  readonly orders: Order[][]
  readonly log: Transaction[]
  readonly fills: Fill[]
  /** Net units. */
  readonly units: Float64Array
  /** Last sides and rate quote currency -> home at mid; NaN until known. */
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly homeRate: Float64Array
}

/** One fill that is about to happen. */
export interface FillTerms {
  readonly order: Order
  /** Signed units to fill. */
  readonly units: number
  readonly price: number
  /** What the price would have been without slippage. */
  readonly fairPrice: number
  readonly market: MarketQuote
  /** Reason code of the reducing part; of the opening part it is the order's own. */
  readonly reason: number
}
