/** Orders, trades and positions that an account holds. */
import { codes, type Field, type DocumentShape } from '../document-shape.js'
import { CLOSING, EXTENSIONS, ID, list, object, ON_FILL, shape } from './common.js'

const END = `
  state fillingTransactionID? filledTime? tradeOpenedID? tradeReducedID? tradeClosedIDs? cancellingTransactionID? cancelledTime?
  replacesOrderID? replacedByOrderID? triggeringTransactionID? triggeredTime?`
const OWN: Readonly<Record<string, Field>> = {
  ...ON_FILL,
  ...CLOSING,
  type: codes(
    'MARKET LIMIT STOP MARKET_IF_TOUCHED TAKE_PROFIT STOP_LOSS GUARANTEED_STOP_LOSS TRAILING_STOP_LOSS FIXED_PRICE',
  ),
  state: codes('PENDING FILLED TRIGGERED CANCELLED'),
  tradeState: codes('OPEN CLOSED CLOSE_WHEN_TRADEABLE'),
  tradeClosedIDs: list(ID),
  triggeringTransactionID: ID,
}
const order = (words: string): DocumentShape => shape(`id createTime type clientExtensions? ${words} ${END}`, OWN)

const BRACKETS = `takeProfitOnFill? stopLossOnFill? guaranteedStopLossOnFill? trailingStopLossOnFill? tradeClientExtensions?`
const ENTRY = `instrument units price timeInForce gtdTime? positionFill partialFill? triggerCondition triggerMode? ${BRACKETS}`
const BRACKET = `tradeID clientTradeID? timeInForce gtdTime? triggerCondition triggerMode?`

const ORDERS: Readonly<Record<string, DocumentShape>> = {
  MARKET: order(
    `instrument units timeInForce priceBound? positionFill ${BRACKETS} ${Object.keys(CLOSING)
      .map((name) => `${name}?`)
      .join(' ')}`,
  ),
  LIMIT: order(ENTRY),
  STOP: order(`${ENTRY} priceBound?`),
  MARKET_IF_TOUCHED: order(`${ENTRY} priceBound? initialMarketPrice?`),
  FIXED_PRICE: order(`instrument units price positionFill tradeState ${BRACKETS}`),
  TAKE_PROFIT: order(`${BRACKET} price`),
  STOP_LOSS: order(`${BRACKET} price? distance? guaranteed? guaranteedExecutionPremium?`),
  GUARANTEED_STOP_LOSS: order(`${BRACKET} price? distance? guaranteedExecutionPremium?`),
  TRAILING_STOP_LOSS: order(`${BRACKET} distance trailingStopValue?`),
}
export const ORDER: Field = { byCode: { name: 'type', shapes: ORDERS } }

const TRADE = `
  id instrument price openTime state initialUnits initialMarginRequired? currentUnits realizedPL unrealizedPL? marginUsed?
  averageClosePrice? closingTransactionIDs? financing dividendAdjustment? closeTime? clientExtensions?`
const tradeOwn = { state: OWN['tradeState'] as Field, closingTransactionIDs: list(ID), clientExtensions: EXTENSIONS }
/** As in an account: its orders by their ids. */
export const TRADE_SUMMARY = object(
  `${TRADE} takeProfitOrderID? stopLossOrderID? guaranteedStopLossOrderID? trailingStopLossOrderID?`,
  tradeOwn,
)

const positionSide = object(
  'units averagePrice? tradeIDs? pl unrealizedPL? resettablePL financing dividendAdjustment? guaranteedExecutionFees?',
  { tradeIDs: list(ID) },
)
export const POSITION = object(
  `instrument pl unrealizedPL? marginUsed? resettablePL financing? commission? dividendAdjustment? guaranteedExecutionFees? long short`,
  { long: positionSide, short: positionSide },
)
export const positionList = shape('positions lastTransactionID', { positions: list(POSITION) })
