/** Instruments, prices and candles. */
import { codes, type Field } from '../document-shape.js'
import { list, object, shape, WORDS } from './common.js'

const DAYS = codes('SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY')

export const instrumentList = shape('instruments lastTransactionID', {
  instruments: list(
    object(
      `name type displayName pipLocation displayPrecision tradeUnitsPrecision minimumTradeSize maximumTrailingStopDistance
       minimumTrailingStopDistance maximumPositionSize maximumOrderUnits marginRate guaranteedStopLossOrderMode tags financing
       commission? minimumGuaranteedStopLossDistance? guaranteedStopLossOrderExecutionPremium? guaranteedStopLossOrderLevelRestriction?`,
      {
        type: codes('CURRENCY CFD METAL'),
        tags: list(object('type name', { type: WORDS, name: WORDS })),
        financing: object('longRate shortRate financingDaysOfWeek', {
          financingDaysOfWeek: list(object('dayOfWeek daysCharged', { dayOfWeek: DAYS })),
        }),
        commission: object('commission unitsTraded minimumCommission', {
          commission: { kind: 'rate' },
          unitsTraded: { kind: 'rate' },
          minimumCommission: { kind: 'rate' },
        }),
        guaranteedStopLossOrderLevelRestriction: object('volume priceRange'),
      },
    ),
  ),
})

const buckets = list(object('price liquidity'))
const side = object('long short', { long: { kind: 'amount' }, short: { kind: 'amount' } })
const CONVERSIONS = list(object('currency accountGain accountLoss positionValue', { positionValue: { kind: 'rate' } }))
/** What a price has beyond bids and asks. */
const OF_PRICES: Readonly<Record<string, Field>> = {
  type: codes('PRICE'),
  bids: buckets,
  asks: buckets,
  status: codes('tradeable non-tradeable invalid'),
  quoteHomeConversionFactors: object('positiveUnits negativeUnits'),
  unitsAvailable: object('default reduceFirst reduceOnly openOnly', {
    default: side,
    reduceFirst: side,
    reduceOnly: side,
    openOnly: side,
  }),
  homeConversions: CONVERSIONS,
}
const CONVERTED = 'quoteHomeConversionFactors? unitsAvailable? homeConversions?'

export const clientPriceShape = shape(
  `type time instrument bids asks closeoutBid closeoutAsk status? tradeable ${CONVERTED}`,
  OF_PRICES,
)
export const priceList = shape('prices time homeConversions?', {
  prices: list({ object: clientPriceShape }),
  homeConversions: CONVERSIONS,
})

/** The market that a fill saw. Its time has had two names, and its liquidity is text. */
export const FULL_PRICE = object(
  `bids asks closeoutBid closeoutAsk timestamp? time? type? instrument? tradeable? status? ${CONVERTED}`,
  OF_PRICES,
)

const bar = object('o h l c')
export const candleList = shape('instrument granularity candles', {
  granularity: codes('S5 S10 S15 S30 M1 M2 M4 M5 M10 M15 M30 H1 H2 H3 H4 H6 H8 H12 D W M'),
  candles: list(
    object('complete volume time mid? bid? ask?', { volume: { kind: 'count' }, mid: bar, bid: bar, ask: bar }),
  ),
})

export const priceHeartbeat = shape('type time', { type: codes('HEARTBEAT') })
export const transactionHeartbeat = shape('type time lastTransactionID', { type: codes('HEARTBEAT') })
