/** Fields that mean the same in every document of the broker, by name. */
import { codes, type Field, type FieldKind, type DocumentShape, documentShape } from '../document-shape.js'

const of = (kind: FieldKind, names: string): Readonly<Record<string, Field>> =>
  Object.fromEntries(
    names
      .split(/\s+/)
      .filter(Boolean)
      .map((name) => [name, { kind }]),
  )

const AMOUNTS = `
  NAV accountBalance amount balance baseDividendAdjustment baseFinancing baseFinancingHomeConversionCost baseHomeConversionCost
  commission currentUnits
  dividendAdjustment financing guaranteedExecutionFee guaranteedExecutionFees guaranteedExecutionFeeHomeConversionCost halfSpreadCost
  homeConversionCost initialMarginRequired initialUnits marginAvailable marginCallMarginUsed marginCloseoutMarginUsed marginCloseoutNAV
  marginCloseoutPositionValue marginCloseoutUnrealizedPL marginUsed pl plHomeConversionCost positionValue quoteDividendAdjustment
  quoteFinancing quoteGuaranteedExecutionFee quotePL realizedPL requestedUnits resettablePL units unrealizedPL withdrawalLimit
  minimumCommission unitsTraded`
const RATES = `
  financingRate gainQuoteHomeConversionFactor guaranteedExecutionPremium guaranteedStopLossOrderExecutionPremium longRate
  lossQuoteHomeConversionFactor marginCallPercent marginCloseoutPercent marginRate maximumOrderUnits maximumPositionSize
  maximumTrailingStopDistance minimumGuaranteedStopLossDistance minimumTrailingStopDistance minimumTradeSize priceRange shortRate volume
  distance factor accountGain accountLoss positiveUnits negativeUnits liquidity`

export const KNOWN: Readonly<Record<string, Field>> = Object.freeze({
  ...of('amount', AMOUNTS),
  ...of('rate', RATES),
  ...of(
    'price',
    'price priceBound averagePrice averageClosePrice closeoutAsk closeoutBid fullVWAP initialMarketPrice trailingStopValue o h l c',
  ),
  ...of(
    'count',
    'openTradeCount openPositionCount pendingOrderCount marginCallExtensionCount extensionNumber daysCharged',
  ),
  ...of('count', 'displayPrecision pipLocation tradeUnitsPrecision divisionID siteID accountNumber'),
  ...of('flag', 'hedgingEnabled tradeable complete guaranteed isTriggerDistanceExact'),
  ...of(
    'time',
    'time createdTime resettablePLTime lastOrderFillTimestamp marginCallEnterTime lastMarginCallExtensionTime timestamp',
  ),
  ...of('time', 'openTime closeTime createTime filledTime cancelledTime triggeredTime gtdTime'),
  ...of(
    'id',
    'id batchID lastTransactionID orderID tradeID fillingTransactionID cancellingTransactionID closedTradeID replacedByOrderID',
  ),
  ...of(
    'id',
    'replacesOrderID tradeCloseTransactionID orderFillTransactionID intendedReplacesOrderID tradeOpenedID tradeReducedID',
  ),
  ...of(
    'id',
    'takeProfitOrderID stopLossOrderID guaranteedStopLossOrderID trailingStopLossOrderID sourceTransactionID',
  ),
  ...of('request', 'requestID'),
  ...of('account', 'accountID'),
  ...of('person', 'userID createdByUserID accountUserID alias mt4AccountID'),
  ...of('instrument', 'instrument name'),
  ...of('currency', 'currency homeCurrency'),
  ...of('words', 'tag comment clientOrderID clientTradeID displayName errorMessage'),
  timeInForce: codes('GTC GTD GFD FOK IOC'),
  // The second spelling is of 2016 and 2017.
  positionFill: codes('DEFAULT OPEN_ONLY REDUCE_FIRST REDUCE_ONLY POSITION_DEFAULT'),
  partialFill: codes('DEFAULT DEFAULT_FILL'),
  triggerCondition: codes('DEFAULT INVERSE BID ASK MID TRIGGER_DEFAULT'),
  triggerMode: codes('TOP_OF_BOOK'),
  guaranteedStopLossOrderMode: codes('DISABLED ALLOWED REQUIRED'),
})

/** A shape of fields that all are in `KNOWN`, or given. */
export const shape = (words: string, own: Readonly<Record<string, Field>> = {}): DocumentShape =>
  documentShape(KNOWN, words, own)
export const object = (words: string, own: Readonly<Record<string, Field>> = {}): Field => ({
  object: shape(words, own),
})
export const list = (field: Field): Field => ({ list: field })
export const ID: Field = { kind: 'id' }
export const WORDS: Field = { kind: 'words' }

/** `id` is the client's own text here. */
export const EXTENSIONS = object('id? tag? comment?', { id: WORDS })
const factor = object('factor')
export const HOME_FACTORS = object('gainQuoteHome lossQuoteHome gainBaseHome? lossBaseHome?', {
  gainQuoteHome: factor,
  lossQuoteHome: factor,
  gainBaseHome: factor,
  lossBaseHome: factor,
})
/** Brackets that an order asks for on its fill. */
const onFill = object('price? distance? timeInForce gtdTime? guaranteed? triggerMode? clientExtensions?', {
  clientExtensions: EXTENSIONS,
})
export const ON_FILL: Readonly<Record<string, Field>> = Object.freeze({
  takeProfitOnFill: onFill,
  stopLossOnFill: onFill,
  guaranteedStopLossOnFill: onFill,
  trailingStopLossOnFill: onFill,
  clientExtensions: EXTENSIONS,
  tradeClientExtensions: EXTENSIONS,
})
const closeout = object('instrument units?')
/** What a market order of the broker's own making closes. */
export const CLOSING: Readonly<Record<string, Field>> = Object.freeze({
  tradeClose: object('tradeID clientTradeID? units'),
  longPositionCloseout: closeout,
  shortPositionCloseout: closeout,
  marginCloseout: object('reason', {
    reason: codes('MARGIN_CHECK_VIOLATION REGULATORY_MARGIN_CALL_VIOLATION REGULATORY_MARGIN_CHECK_VIOLATION'),
  }),
  delayedTradeClose: object('tradeID clientTradeID? sourceTransactionID'),
})
