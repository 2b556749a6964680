/** Candles, prices with their newest candle, and manifolds. */
import { z } from 'zod'
import { instrumentNameSchema } from '../contract/common.js'
import { controlAnswerSchema } from '../contract/control.js'
import {
  candlesQuerySchema,
  candlesSchema,
  coeffsSchema,
  manifoldDaySchema,
  marketDataSchema,
} from '../contract/market.js'
import { ApiError } from './api-error.js'
import { candlesOf } from './candles-of.js'
import { route } from './route.js'
import { stamped } from './stamped.js'

const dayName = z.iso.date().meta({ example: '2026-01-30' })

export const MARKET_ROUTES = Object.freeze([
  route({
    method: 'get',
    path: '/api/market-data',
    scope: 'read',
    summary: 'The newest quote and candle of each instrument',
    response: marketDataSchema,
    errors: [],
    handler: (_request, model) => stamped(model, model.frames.marketData()),
  }),
  route({
    method: 'get',
    path: '/api/candles',
    scope: 'read',
    summary: 'Candles of one instrument, oldest first; too many become coarser ones',
    query: candlesQuerySchema,
    response: candlesSchema,
    errors: ['unknown-instrument', 'refused'],
    handler: async ({ query }, model) => stamped(model, await candlesOf(model, query)),
  }),
  route({
    method: 'post',
    path: '/api/candles/fetch',
    scope: 'control',
    summary: 'Fetches missing candles from the broker, where the process has one',
    response: controlAnswerSchema,
    errors: ['refused'],
    handler: () => {
      throw new ApiError('refused', 'this process has no access to candles of a broker: run sep fetch')
    },
  }),
  route({
    method: 'get',
    path: '/api/manifold/coeffs',
    scope: 'read',
    summary: 'Coefficients of the newest manifold of each instrument',
    response: coeffsSchema,
    errors: [],
    handler: (_request, model) => stamped(model, model.frames.coeffs()),
  }),
  route({
    method: 'get',
    path: '/api/manifold/{inst}/{date}',
    scope: 'read',
    summary: 'The manifold of one UTC day, as the store keeps it',
    params: z.strictObject({ inst: instrumentNameSchema, date: dayName }),
    response: manifoldDaySchema,
    errors: ['unknown-instrument', 'no-store', 'no-data'],
    handler: async ({ params: { inst, date } }, { frames, store }) => {
      if (!frames.instruments().some(({ name }) => name === inst))
        throw new ApiError('unknown-instrument', `${inst} is not in this run; /api/pairs lists what is`)
      if (!store) throw new ApiError('no-store', 'manifolds by day are kept in a store, and this process has none')
      const found = await store.manifold(inst, date)
      if (!found) throw new ApiError('no-data', `no manifold of ${inst} on ${date} is kept`)
      return found
    },
  }),
])
