/** Types of the exchange engine: orders, trades, fills and the transaction log, named as in OANDA v20. */
import type { Instrument } from '../../model/world.js'
import type { CommissionSetting, CommissionTerms } from './terms/commission.js'
import type { DepthLevels, DepthSetting } from './terms/depth.js'
import type { Division } from './terms/division.js'

export type OrderType =
  | 'MARKET'
  | 'LIMIT'
  | 'STOP'
  | 'MARKET_IF_TOUCHED'
  | 'TAKE_PROFIT'
  | 'STOP_LOSS'
  | 'TRAILING_STOP_LOSS'
type TimeInForce = 'FOK' | 'IOC' | 'GTC' | 'GTD' | 'GFD'
/** DEFAULT means REDUCE_FIRST on netting accounts and OPEN_ONLY on hedging ones. */
export type PositionFill = 'DEFAULT' | 'OPEN_ONLY' | 'REDUCE_FIRST' | 'REDUCE_ONLY'
/** Why an order was created; the fill of a market order repeats it. */
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

/** Protection added to the trade that a fill opens: a price, or a distance from the fill. */
export interface OnFill {
  readonly price?: number | undefined
  readonly distance?: number | undefined
  readonly timeInForce?: TimeInForce | undefined
  readonly gtdTsMs?: number | undefined
  /** The same time as its sender writes it, where that is finer than milliseconds. */
  readonly gtdTime?: string | undefined
  readonly clientExtensions?: ClientExtensions | undefined
}

/** An order as a client requests it. A bracket (take profit, stop loss, trailing stop) names its trade and has 0 units. */
export interface NewOrder {
  readonly type: OrderType
  /** Index into the world's instruments. */
  readonly k: number
  /** Signed: positive buys. */
  readonly units: number
  readonly price?: number | undefined
  /** Brackets only: price units from the market; a trailing stop keeps the distance. */
  readonly distance?: number | undefined
  /** A fill at a worse price is refused. */
  readonly priceBound?: number | undefined
  readonly timeInForce?: TimeInForce | undefined
  readonly gtdTsMs?: number | undefined
  readonly gtdTime?: string | undefined
  readonly positionFill?: PositionFill | undefined
  readonly tradeId?: number | undefined
  readonly takeProfitOnFill?: OnFill | undefined
  readonly stopLossOnFill?: OnFill | undefined
  readonly trailingStopLossOnFill?: OnFill | undefined
  readonly clientExtensions?: ClientExtensions | undefined
  readonly tradeClientExtensions?: ClientExtensions | undefined
  /** Time and reason code of the decision, carried to the fills. */
  readonly decisionTsMs?: number | undefined
  readonly reason?: number | undefined
}

/** An order in the book or on a trade. Every field is always set: NaN means no price, distance, bound or time, 0 no trade. */
export interface Order {
  readonly id: number
  readonly type: OrderType
  readonly k: number
  readonly units: number
  readonly price: number
  readonly distance: number
  readonly priceBound: number
  readonly timeInForce: TimeInForce
  /** Expiry; GFD orders expire at 17:00 New York. */
  readonly gtdTsMs: number
  readonly gtdTime?: string | undefined
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
  /** Market if touched: mid when the order arrived, NaN if unknown. */
  readonly initialPrice: number
  /** Trailing stops: the current price, ratcheted by the market. */
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
  /** Over the trade's life, and the part already attributed to fills that reduced it. */
  financingE4: number
  financingTakenE4: number
  take: Order | null
  stop: Order | null
  trailing: Order | null
  clientExtensions: ClientExtensions | null
  readonly decisionTsMs: number
  readonly reason: number
  /** Home currency per unit, informational: already in the price. */
  readonly spreadCostPerUnit: number
  readonly slippageCostPerUnit: number
}

/**
 * One opening, reduction or close of a trade. Money in home currency, costs positive; pl = gross minus the costs of spread,
 * slippage, conversion and depth. Spread and slippage of both ends are charged to the close, depth and commission to their own fill.
 */
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
  readonly depthCost: number
  /** Booked apart from pl, with the part that only the plan's minimum adds. */
  commission: number
  minimumCost: number
  /** These units' share of the trade's financing; booked earlier. */
  readonly financing: number
  readonly entryPrice: number
  readonly entryTsMs: number
  /** Realised P&L as booked, 4 decimals. */
  readonly pl: number
}

/** The market at the time of a fill. */
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
  /** Per year, as a fraction; positive = received. */
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
  /** True: long and short trades of one instrument coexist. False: they net, oldest first. */
  readonly hedging: boolean
  readonly commission: CommissionSetting
  readonly depth: DepthSetting
  /** Rules of the account; a hedging account is never `us`. */
  readonly division: Division
  /** Keeps v20 transaction objects; a long replay only counts them. */
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
  /** 1 if the quote or base currency is home, so that nothing is converted. */
  readonly quoteIsHome: Uint8Array
  readonly baseIsHome: Uint8Array
  /** Null: none is charged. */
  readonly commission: CommissionTerms | null
  /** Null: the best price is good for any size. */
  readonly depth: DepthLevels | null
  balanceE4: number
  depositedE4: number
  realizedE4: number
  financingE4: number
  commissionE4: number
  alias: string
  lastTransactionId: number
  /** First transaction id and time of the current batch. */
  batch: number
  batchTsMs: number
  /** Start of the margin call, NaN without one. */
  marginCallTsMs: number
  /** By instrument, in order of id. */
  readonly trades: Trade[][]
  /** Pending orders by instrument, in order of id; brackets are on their trades. */
  readonly orders: Order[][]
  readonly log: Transaction[]
  readonly fills: Fill[]
  /** Net units. */
  readonly units: Float64Array
  /** Last bid, ask, and rate quote currency -> home at mid; NaN until known. */
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly homeRate: Float64Array
}

/** The terms of a fill about to be executed. */
export interface FillTerms {
  readonly order: Order
  /** Signed units to fill. */
  readonly units: number
  readonly price: number
  /** The price without slippage and depth. */
  readonly fairPrice: number
  /** The worst price taken, compared with the order's bound. */
  readonly worst: number
  /** What depth adds to the price of one unit. */
  readonly depth: number
  readonly market: MarketQuote
  /** Reason code of the reducing part; the opening part has the order's own. */
  readonly reason: number
}
