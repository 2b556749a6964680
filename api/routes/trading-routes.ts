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
    summary: 'The gate of one instrument, hour by hour',
    query: z.strictObject({ instrument: instrumentNameSchema }),
    response: gateHistorySchema,
    errors: ['unknown-instrument'],
    handler: ({ query }, model) => stamped(model, model.frames.gateHistory(query.instrument)),
  }),
  ofFrames('/api/funnel', 'Rows that passed each stage on the way to an order, by day', funnelSchema, (frames) =>
    frames.funnel(),
  ),
])
