/** Accounts: the list of those a token may use, the summary, and the whole. */
import { codes, joined, type Field, type DocumentShape } from '../document-shape.js'
import { list, object, shape, WORDS } from './common.js'
import { ORDER, POSITION, TRADE_SUMMARY } from './holdings.js'

const MUTABILITY = codes('FIXED REPLACEABLE CANCELABLE PRICE_WIDEN_ONLY')

export const accountListShape = shape('accounts', {
  accounts: list(object('id tags mt4AccountID?', { id: { kind: 'account' }, tags: list(WORDS) })),
})

const SUMMARY: DocumentShape = shape(
  `id alias? currency balance createdByUserID createdTime guaranteedStopLossOrderMode hedgingEnabled pl resettablePL resettablePLTime?
   financing commission dividendAdjustment? guaranteedExecutionFees? marginRate? openTradeCount openPositionCount pendingOrderCount
   lastOrderFillTimestamp? unrealizedPL NAV marginUsed marginAvailable positionValue marginCloseoutUnrealizedPL marginCloseoutNAV
   marginCloseoutMarginUsed marginCloseoutPercent marginCloseoutPositionValue withdrawalLimit marginCallMarginUsed? marginCallPercent?
   marginCallEnterTime? marginCallExtensionCount? lastMarginCallExtensionTime? lastTransactionID guaranteedStopLossOrderMutability?
   guaranteedStopLossOrderParameters?`,
  {
    id: { kind: 'account' },
    guaranteedStopLossOrderMutability: MUTABILITY,
    guaranteedStopLossOrderParameters: object('mutabilityMarketOpen mutabilityMarketHalted', {
      mutabilityMarketOpen: MUTABILITY,
      mutabilityMarketHalted: MUTABILITY,
    }),
  },
)
const WHOLE: DocumentShape = joined(
  SUMMARY,
  shape('trades positions orders', { trades: list(TRADE_SUMMARY), positions: list(POSITION), orders: list(ORDER) }),
)
const withAccount = (account: Field): DocumentShape => shape('account lastTransactionID', { account })

export const summaryAnswer = withAccount({ object: SUMMARY })
export const accountAnswer = withAccount({ object: WHOLE })
