/** What the strategy sees and decides: metrics, ranking, strategy, allocation, gates, funnel. */
import { z } from 'zod'
import { instrumentNameSchema } from '../contract/common.js'
import {
  allocationSchema,
  budgetSchema,
  coherenceSchema,
  funnelSchema,
  gateHistorySchema,
  gatesSchema,
  rankingSchema,
  strategySchema,
} from '../contract/trading.js'
import type { FrameReads } from '../model/frame-reads.js'
import { keptFunnel, keptGateHistory } from './kept-history.js'
import { route } from './route.js'
import { stamped } from './stamped.js'

/** A route whose answer is one call of the frame reads. */
const ofFrames = <R>(path: string, summary: string, response: z.ZodType<R>, body: (frames: FrameReads) => object) =>
  route({
    method: 'get',
    path,
    scope: 'read',
    summary,
    response,
    errors: [],
    handler: async (_request, model) => (await stamped(model, body(model.frames))) as R,
  })

export const TRADING_ROUTES = Object.freeze([
  ofFrames('/api/coherence/status', 'Metrics of the newest slice by instrument', coherenceSchema, (frames) =>
    frames.coherence(),
  ),
  ofFrames('/api/ranking/active', 'Scores, ranks and places', rankingSchema, (frames) => frames.ranking()),
  ofFrames('/api/strategy/status', 'Side, reason, target and cooldown by instrument', strategySchema, (frames) =>
    frames.strategy(),
  ),
  ofFrames('/api/risk/allocation-status', 'Weights of the places', allocationSchema, (frames) => frames.allocation()),
  ofFrames('/api/risk/budget', 'The budget that sizes positions', budgetSchema, (frames) => frames.budget()),
  ofFrames('/api/gates', 'Rolling gates with floors, hysteresis and cooldowns', gatesSchema, (frames) => ({
    gates: frames.gates(),
  })),
  route({
    method: 'get',
    path: '/api/gates/history',
    scope: 'read',
    summary: 'The gate of one instrument, hour by hour; 90 days with a store',
    query: z.strictObject({ instrument: instrumentNameSchema }),
    response: gateHistorySchema,
    errors: ['unknown-instrument'],
    handler: async ({ query }, model) => stamped(model, await keptGateHistory(model, query.instrument)),
  }),
  route({
    method: 'get',
    path: '/api/funnel',
    scope: 'read',
    summary: 'Rows that passed each stage on the way to an order, by New York day; 90 days with a store',
    response: funnelSchema,
    errors: [],
    handler: async (_request, model) => {
      const { days } = await keptFunnel(model)
      return stamped(model, { days: [...days] })
    },
  }),
])
