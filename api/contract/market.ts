/** Candles, prices, manifolds, and the account as OANDA's interface names it. */
import { z } from 'zod'
import { countSchema, figure, instrumentNameSchema, stampSchema, timeMs } from './common.js'
import { positionSchema } from './status.js'

export const granularitySchema = z.enum(['M1', 'M5', 'M15', 'H1'])
/** `tMs` is the open. Metrics are those of the slice that the candle closed. */
export const candleSchema = z.strictObject({
  tMs: timeMs,
  o: z.number(),
  h: z.number(),
  l: z.number(),
  c: z.number(),
  v: figure,
  coherence: figure,
  stability: figure,
  rupture: figure,
  entropy: figure,
})
export const candlesSchema = z.strictObject({
  ...stampSchema.shape,
  instrument: instrumentNameSchema,
  granularity: granularitySchema,
  /** Oldest first. */
  candles: z.array(candleSchema),
})
/** Candles by instrument and a range of time; more than 5,000 are thinned to a coarser granularity, which the answer names. */
export const candlesQuerySchema = z.strictObject({
  instrument: instrumentNameSchema,
  granularity: granularitySchema.default('M1'),
  fromMs: z.coerce.number().int().nonnegative().optional(),
  toMs: z.coerce.number().int().nonnegative().optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(500),
})
export const marketDataSchema = z.strictObject({
  ...stampSchema.shape,
  instruments: z.array(
    z.strictObject({
      instrument: instrumentNameSchema,
      bid: figure,
      ask: figure,
      spreadBps: figure,
      candle: candleSchema.nullable(),
      tradeable: z.boolean().nullable(),
    }),
  ),
})

export const pricingSchema = z.strictObject({
  ...stampSchema.shape,
  prices: z.array(
    z.strictObject({
      instrument: instrumentNameSchema,
      bid: figure,
      ask: figure,
      timeMs: timeMs.nullable(),
      tradeable: z.boolean().nullable(),
    }),
  ),
})
export const oandaAccountSchema = z.strictObject({
  ...stampSchema.shape,
  id: z.string(),
  currency: z.string(),
  balance: figure,
  nav: figure,
  unrealizedPl: figure,
  marginUsed: figure,
  marginAvailable: figure,
  openTradeCount: countSchema,
  lastTransactionId: z.string().nullable(),
})
export const positionsSchema = z.strictObject({ ...stampSchema.shape, positions: z.array(positionSchema) })
/** A trade as the broker holds it. */
export const openTradeSchema = z.strictObject({
  id: z.string(),
  instrument: instrumentNameSchema,
  units: z.number(),
  price: figure,
  openedMs: timeMs.nullable(),
  stopPrice: figure,
  takePrice: figure,
  unrealizedPl: figure,
  owner: z.enum(['sep', 'foreign']),
})
export const openTradesSchema = z.strictObject({ ...stampSchema.shape, trades: z.array(openTradeSchema) })
export const instrumentTermsSchema = z.strictObject({
  name: instrumentNameSchema,
  traded: z.boolean(),
  displayPrecision: countSchema,
  pipLocation: z.int(),
  minimumUnits: figure,
  marginRate: figure,
})
export const instrumentsSchema = z.strictObject({ ...stampSchema.shape, instruments: z.array(instrumentTermsSchema) })

export const coeffsSchema = z.strictObject({
  ...stampSchema.shape,
  instruments: z.array(
    z.strictObject({
      instrument: instrumentNameSchema,
      sigmaEff: figure,
      lambda: figure,
      lambdaHazard: figure,
      signature: z.string().nullable(),
    }),
  ),
})
/** A manifold document as the store keeps it. */
export const manifoldDaySchema = z.looseObject({
  instrument: z.string(),
  count: countSchema,
  signals: z.array(z.looseObject({})),
})
