/** The account as the broker's interface names it. */
import {
  instrumentsSchema,
  oandaAccountSchema,
  openTradesSchema,
  positionsSchema,
  pricingSchema,
} from '../contract/market.js'
import { route } from './route.js'
import { stamped } from './stamped.js'

export const OANDA_ROUTES = Object.freeze([
  route({
    method: 'get',
    path: '/api/oanda/pricing',
    scope: 'read',
    summary: 'The newest prices',
    response: pricingSchema,
    errors: [],
    handler: async (_request, model) => stamped(model, { prices: [...(await model.pipeline.prices())] }),
  }),
  route({
    method: 'get',
    path: '/api/oanda/account',
    scope: 'read',
    summary: 'Balance, NAV and margin of the account',
    response: oandaAccountSchema,
    errors: [],
    handler: async (_request, model) => {
      const { currency, balance, nav, openPnl, marginUsed, marginAvailable } = model.frames.account()
      const [trades, lastTransactionId] = await Promise.all([
        model.pipeline.openTrades(),
        model.pipeline.lastTransactionId(),
      ])
      const figures = { balance, nav, unrealizedPl: openPnl, marginUsed, marginAvailable }
      const body = { id: model.account, currency, ...figures, openTradeCount: trades.length, lastTransactionId }
      return stamped(model, body)
    },
  }),
  route({
    method: 'get',
    path: '/api/oanda/positions',
    scope: 'read',
    summary: 'Open positions; those without a stop first',
    response: positionsSchema,
    errors: [],
    handler: (_request, model) => stamped(model, { positions: [...model.frames.positions()] }),
  }),
  route({
    method: 'get',
    path: '/api/oanda/open-trades',
    scope: 'read',
    summary: 'Open trades of the account, foreign ones too',
    response: openTradesSchema,
    errors: [],
    handler: async (_request, model) => stamped(model, { trades: [...(await model.pipeline.openTrades())] }),
  }),
  route({
    method: 'get',
    path: '/api/trades/open',
    scope: 'read',
    summary: "SEP's own open trades",
    response: openTradesSchema,
    errors: [],
    handler: async (_request, model) => {
      const trades = await model.pipeline.openTrades()
      return stamped(model, { trades: trades.filter(({ owner }) => owner === 'sep') })
    },
  }),
  route({
    method: 'get',
    path: '/api/oanda/instruments',
    scope: 'read',
    summary: 'Terms of the instruments',
    response: instrumentsSchema,
    errors: [],
    handler: (_request, model) => stamped(model, { instruments: [...model.frames.instruments()] }),
  }),
])
