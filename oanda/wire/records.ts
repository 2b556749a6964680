/** Schemas of the broker's documents. Other fields are ignored; numbers are checked before they are used. */
import { z } from 'zod'
import { parseTime } from './time.js'

/** Decimals are text; exponents, blanks, `NaN` and `Infinity` are not decimals. */
const DECIMAL = /^-?\d{1,15}(\.\d{1,20})?$/

export const decimal = z.string().regex(DECIMAL, 'not a decimal number')
export const price = decimal.refine((text) => Number(text) > 0, 'not a price above 0')
/** Either form of time, in milliseconds UTC. */
export const time = z.string().transform((text, context) => {
  const tsMs = parseTime(text)
  if (Number.isFinite(tsMs)) return tsMs
  context.addIssue({ code: 'custom', message: 'not a time' })
  return z.NEVER
})
/** Transaction ids are consecutive integers as text. */
export const transactionId = z
  .string()
  .regex(/^\d{1,15}$/, 'not a transaction id')
  .transform(Number)
const count = z.int().min(0)
/** Liquidity is a number in prices and text in fills. */
const liquidity = z.union([z.number().min(0), decimal])

const clientExtensions = z.looseObject({
  id: z.string().optional(),
  tag: z.string().optional(),
  comment: z.string().optional(),
})

export const accountList = z.looseObject({
  accounts: z.array(
    z.looseObject({ id: z.string(), mt4AccountID: z.unknown().optional(), tags: z.array(z.string()).default([]) }),
  ),
})

const summaryFields = {
  id: z.string(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  balance: decimal,
  hedgingEnabled: z.boolean(),
  // Each is checked separately: one bad figure does not hide the account.
  NAV: z.unknown().optional(),
  marginUsed: z.unknown().optional(),
  marginAvailable: z.unknown().optional(),
  marginRate: z.unknown().optional(),
  guaranteedStopLossOrderMode: z.unknown().optional(),
}
export const accountSummary = z.looseObject({
  account: z.looseObject(summaryFields),
  lastTransactionID: transactionId,
})

export type WireSummary = z.output<typeof accountSummary>['account']

const id = z.string().regex(/^\d{1,15}$/, 'not an id')
export const instrumentName = z.string().regex(/^[A-Z0-9]{2,12}_[A-Z0-9]{2,12}$/, 'not an instrument')

export const tradeItem = z.looseObject({
  id,
  instrument: instrumentName,
  price,
  openTime: time,
  currentUnits: decimal,
  clientExtensions: clientExtensions.optional(),
})
export const orderItem = z.looseObject({
  id,
  type: z.string(),
  instrument: instrumentName.optional(),
  tradeID: id.optional(),
  price: price.optional(),
  clientExtensions: clientExtensions.optional(),
})
const side = z.looseObject({
  units: decimal,
  averagePrice: price.optional(),
  tradeIDs: z.array(z.string()).optional(),
  unrealizedPL: decimal.optional(),
})
const position = z.looseObject({ instrument: z.string(), long: side, short: side })

export const account = z.looseObject({
  account: z.looseObject({
    ...summaryFields,
    // Each item is checked separately: one that cannot be understood does not hide the others.
    trades: z.array(z.unknown()),
    orders: z.array(z.unknown()),
  }),
  lastTransactionID: transactionId,
})
export type WireAccount = z.output<typeof account>['account']

export const positions = z.looseObject({ positions: z.array(position), lastTransactionID: transactionId })
export type WirePosition = z.output<typeof position>

export const instruments = z.looseObject({
  instruments: z.array(
    z.looseObject({
      name: z.string(),
      type: z.string(),
      pipLocation: z.int().min(-8).max(2),
      displayPrecision: z.int().min(0).max(10),
      tradeUnitsPrecision: z.int().min(0).max(8),
      minimumTradeSize: decimal,
      maximumOrderUnits: decimal,
      maximumPositionSize: decimal,
      minimumTrailingStopDistance: decimal,
      maximumTrailingStopDistance: decimal,
      marginRate: decimal,
    }),
  ),
})
export type WireInstrument = z.output<typeof instruments>['instruments'][number]

const bucket = z.looseObject({ price, liquidity })
export const clientPrice = z.looseObject({
  instrument: z.string(),
  time,
  bids: z.array(bucket),
  asks: z.array(bucket),
  tradeable: z.boolean().optional(),
  status: z.string().optional(),
})
export type WirePrice = z.output<typeof clientPrice>
/** Each price is checked separately: a bad one does not spoil the others. */
export const pricing = z.looseObject({ prices: z.array(z.unknown()) })

/** Prices stay text: the row check of the source describes a bad one. */
const bar = z.looseObject({ o: z.string(), h: z.string(), l: z.string(), c: z.string() })
export const candle = z.looseObject({
  complete: z.boolean(),
  volume: count,
  time,
  mid: bar.optional(),
  bid: bar.optional(),
  ask: bar.optional(),
})
export type WireCandle = z.output<typeof candle>
/** Each candle is checked separately, like prices. */
export const candles = z.looseObject({ granularity: z.string(), candles: z.array(z.unknown()) })

const tradePart = z.looseObject({
  tradeID: z.string(),
  units: decimal,
  price: price.optional(),
  realizedPL: decimal.optional(),
  financing: decimal.optional(),
})
/** Numbers that move money are checked in every transaction, whatever its type. */
export const transaction = z.looseObject({
  id: transactionId,
  time,
  type: z.string().min(1),
  units: decimal.optional(),
  price: decimal.optional(),
  pl: decimal.optional(),
  financing: decimal.optional(),
  commission: decimal.optional(),
  guaranteedExecutionFee: decimal.optional(),
  amount: decimal.optional(),
  accountBalance: decimal.optional(),
  tradeOpened: tradePart.optional(),
  tradeReduced: tradePart.optional(),
  tradesClosed: z.array(tradePart).optional(),
})
export const transactions = z.looseObject({ transactions: z.array(z.unknown()), lastTransactionID: transactionId })

/** Any answer to an order or a close. Its transactions are the fields whose names end in `Transaction`. */
export const orderAnswer = z.looseObject({
  relatedTransactionIDs: z.array(transactionId).optional(),
  lastTransactionID: transactionId.optional(),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
})

export const heartbeat = z.looseObject({
  type: z.literal('HEARTBEAT'),
  time,
  lastTransactionID: transactionId.optional(),
})
