/** What the strategy sees and decides: metrics, ranking, strategy, gates, guards. */
import { coherenceSchema } from '../contract/trading.js'
import { route } from './route.js'
import { stamped } from './stamped.js'

export const TRADING_ROUTES = Object.freeze([
  route({
    method: 'get',
    path: '/api/coherence/status',
    scope: 'read',
    summary: 'Metrics of the newest slice by instrument',
    response: coherenceSchema,
    errors: [],
    handler: (_request, model) => stamped(model, model.frames.coherence()),
  }),
])
