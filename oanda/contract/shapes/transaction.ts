/** Transactions by their type, and the answers that hold some. */
import { CANCEL_REASONS, REJECT_REASONS } from '../../refusals/reasons.js'
import { codes, type Field, type DocumentShape } from '../document-shape.js'
import { CLOSING, EXTENSIONS, HOME_FACTORS, ID, list, object, ON_FILL, shape, WORDS } from './common.js'
import { FULL_PRICE } from './market.js'

const REASON = codes('CLIENT_ORDER REPLACEMENT ON_FILL')
const FINANCING_MODE = codes('NO_FINANCING SECOND_BY_SECOND DAILY DAILY_INSTRUMENT')
const COSTS =
  'homeConversionCost? guaranteedExecutionFee? quoteGuaranteedExecutionFee? guaranteedExecutionFeeHomeConversionCost? halfSpreadCost?'
const reduced = object(
  `tradeID units price? realizedPL financing baseFinancing? quoteFinancing? financingRate? clientTradeID? plHomeConversionCost?
   baseFinancingHomeConversionCost? ${COSTS}`,
)
const OWN: Readonly<Record<string, Field>> = {
  ...ON_FILL,
  ...CLOSING,
  reason: REASON,
  rejectReason: { kind: 'code', values: REJECT_REASONS },
  clientExtensionsModify: EXTENSIONS,
  tradeClientExtensionsModify: EXTENSIONS,
  tradeOpened: object(`tradeID units price? clientExtensions? initialMarginRequired? ${COSTS}`, {
    clientExtensions: EXTENSIONS,
  }),
  tradeReduced: reduced,
  tradesClosed: list(reduced),
  fullPrice: FULL_PRICE,
  homeConversionFactors: HOME_FACTORS,
  tradeState: codes('OPEN CLOSED CLOSE_WHEN_TRADEABLE'),
  tradeIDs: ID,
  accountFinancingMode: FINANCING_MODE,
  fundingReason: codes('CLIENT_FUNDING ACCOUNT_TRANSFER DIVISION_MIGRATION SITE_MIGRATION ADJUSTMENT'),
  positionFinancings: list(
    object(
      `instrument financing baseFinancing? quoteFinancing? accountFinancingMode? homeConversionFactors? openTradeFinancings
       homeConversionCost? baseHomeConversionCost?`,
      {
        accountFinancingMode: FINANCING_MODE,
        homeConversionFactors: HOME_FACTORS,
        openTradeFinancings: list(
          object(
            'tradeID financing baseFinancing? quoteFinancing? financingRate? baseFinancingHomeConversionCost? homeConversionCost?',
          ),
        ),
      },
    ),
  ),
  openTradeDividendAdjustments: list(object('tradeID dividendAdjustment quoteDividendAdjustment? homeConversionCost?')),
}

const type = (words: string, own: Readonly<Record<string, Field>> = {}): DocumentShape =>
  shape(`id time type userID accountID batchID requestID? ${words}`, {
    ...OWN,
    ...own,
    type: { kind: 'code', values: TYPES },
  })
/** What a refused request held may be absent from its transaction. */
const rejected = (words: string, own: Readonly<Record<string, Field>> = {}): DocumentShape => {
  const optional = words
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `${word.replace('?', '')}?`)
  return type(`${optional.join(' ')} intendedReplacesOrderID? orderFillTransactionID? rejectReason`, own)
}

const MARKET_REASON = {
  reason: codes('CLIENT_ORDER TRADE_CLOSE POSITION_CLOSEOUT MARGIN_CLOSEOUT DELAYED_TRADE_CLOSE'),
}
const BRACKETS = `
  takeProfitOnFill? stopLossOnFill? guaranteedStopLossOnFill? trailingStopLossOnFill? clientExtensions? tradeClientExtensions?`
const CLOSES = 'tradeClose? longPositionCloseout? shortPositionCloseout? marginCloseout? delayedTradeClose?'
const MARKET = `instrument units timeInForce priceBound? positionFill reason ${BRACKETS} ${CLOSES}`
const ENTRY = `
  instrument units price priceBound? timeInForce gtdTime? positionFill partialFill? triggerCondition triggerMode? reason ${BRACKETS}
  replacesOrderID? cancellingTransactionID?`
const BRACKET = `
  tradeID clientTradeID? price? distance? timeInForce gtdTime? triggerCondition triggerMode? guaranteed? guaranteedExecutionPremium? reason
  clientExtensions? orderFillTransactionID? replacesOrderID? cancellingTransactionID?`
const FILL = `
  orderID clientOrderID? instrument units requestedUnits? price? fullVWAP? fullPrice? reason pl quotePL? financing baseFinancing?
  quoteFinancing? commission? accountBalance gainQuoteHomeConversionFactor? lossQuoteHomeConversionFactor? homeConversionFactors?
  plHomeConversionCost? baseFinancingHomeConversionCost? tradeOpened? tradeReduced? tradesClosed? ${COSTS}`
const FILL_REASON = codes(`
  LIMIT_ORDER STOP_ORDER MARKET_IF_TOUCHED_ORDER TAKE_PROFIT_ORDER STOP_LOSS_ORDER GUARANTEED_STOP_LOSS_ORDER TRAILING_STOP_LOSS_ORDER
  MARKET_ORDER MARKET_ORDER_TRADE_CLOSE MARKET_ORDER_POSITION_CLOSEOUT MARKET_ORDER_MARGIN_CLOSEOUT MARKET_ORDER_DELAYED_TRADE_CLOSE
  FIXED_PRICE_ORDER FIXED_PRICE_ORDER_PLATFORM_ACCOUNT_MIGRATION FIXED_PRICE_ORDER_DIVISION_ACCOUNT_MIGRATION
  FIXED_PRICE_ORDER_ADMINISTRATIVE_ACTION`)

/** Created, and the same refused. */
const pair = (
  name: string,
  words: string,
  own: Readonly<Record<string, Field>> = {},
): Readonly<Record<string, () => DocumentShape>> => ({
  [name]: () => type(words, own),
  [`${name}_REJECT`]: () => rejected(words, own),
})
const MAKERS: Readonly<Record<string, () => DocumentShape>> = {
  CREATE: () => type('divisionID siteID accountUserID accountNumber homeCurrency'),
  CLOSE: () => type(''),
  REOPEN: () => type(''),
  ...pair('CLIENT_CONFIGURE', 'alias? marginRate?'),
  ...pair('TRANSFER_FUNDS', 'amount fundingReason comment? accountBalance?'),
  ...pair('MARKET_ORDER', MARKET, MARKET_REASON),
  FIXED_PRICE_ORDER: () =>
    type(`instrument units price positionFill tradeState reason ${BRACKETS}`, {
      reason: codes(
        'PLATFORM_ACCOUNT_MIGRATION TRADE_CLOSE_DIVISION_ACCOUNT_MIGRATION TRADE_CLOSE_ADMINISTRATIVE_ACTION',
      ),
    }),
  ...pair('LIMIT_ORDER', ENTRY),
  ...pair('STOP_ORDER', ENTRY),
  ...pair('MARKET_IF_TOUCHED_ORDER', ENTRY),
  ...pair('TAKE_PROFIT_ORDER', BRACKET),
  ...pair('STOP_LOSS_ORDER', BRACKET),
  ...pair('GUARANTEED_STOP_LOSS_ORDER', BRACKET),
  ...pair('TRAILING_STOP_LOSS_ORDER', BRACKET),
  ORDER_FILL: () => type(FILL, { reason: FILL_REASON }),
  ...pair('ORDER_CANCEL', 'orderID clientOrderID? reason? replacedByOrderID? closedTradeID? tradeCloseTransactionID?', {
    reason: { kind: 'code', values: CANCEL_REASONS },
  }),
  ...pair(
    'ORDER_CLIENT_EXTENSIONS_MODIFY',
    'orderID clientOrderID? clientExtensionsModify? tradeClientExtensionsModify?',
  ),
  ...pair('TRADE_CLIENT_EXTENSIONS_MODIFY', 'tradeID clientTradeID? tradeClientExtensionsModify?'),
  MARGIN_CALL_ENTER: () => type(''),
  MARGIN_CALL_EXTEND: () => type('extensionNumber'),
  MARGIN_CALL_EXIT: () => type('reason?', { reason: WORDS }),
  DELAYED_TRADE_CLOSURE: () => type('reason tradeIDs', MARKET_REASON),
  DAILY_FINANCING: () =>
    type(
      'financing accountBalance accountFinancingMode? positionFinancings homeConversionCost? baseHomeConversionCost?',
    ),
  DIVIDEND_ADJUSTMENT: () =>
    type(
      `instrument dividendAdjustment quoteDividendAdjustment? homeConversionFactors? accountBalance openTradeDividendAdjustments
       homeConversionCost?`,
    ),
  RESET_RESETTABLE_PL: () => type(''),
}
const TYPES: readonly string[] = Object.keys(MAKERS)

const SHAPES = Object.fromEntries(Object.entries(MAKERS).map(([name, make]) => [name, make()]))
export const TRANSACTION: Field = { byCode: { name: 'type', shapes: SHAPES } }

export const transactionList = shape('transactions lastTransactionID', { transactions: list(TRANSACTION) })

/** The answer to an order or a close, accepted or refused. */
export const orderAnswerShape = shape(
  `orderCreateTransaction? orderFillTransaction? orderCancelTransaction? orderReissueTransaction? orderReissueRejectTransaction?
   orderRejectTransaction? relatedTransactionIDs? lastTransactionID? errorCode? errorMessage?`,
  {
    ...Object.fromEntries(
      ['Create', 'Fill', 'Cancel', 'Reissue', 'ReissueReject', 'Reject'].map((name) => [
        `order${name}Transaction`,
        TRANSACTION,
      ]),
    ),
    relatedTransactionIDs: list(ID),
    errorCode: { kind: 'code', values: REJECT_REASONS },
  },
)
