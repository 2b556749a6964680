/** Studies of spans, and what may be started. */
import {
  defaultWindowSchema,
  seriesQuerySchema,
  seriesSchema,
  startedRunSchema,
  startRunBodySchema,
} from '../../contract/studies.js'
import { type Route, route } from '../route.js'
import { researchStamped } from './research-stamped.js'
import { instrumentOr, paramsIn, researchOf } from './research-of.js'
import { startRun } from './start-run.js'

export const STUDY_ROUTES: readonly Route[] = Object.freeze([
  route({
    method: 'get',
    path: '/api/studies/series',
    scope: 'read',
    summary: 'Trades of an instrument over 14, 30 and 60 days, all counted from one long run with one end',
    query: seriesQuerySchema,
    response: seriesSchema,
    errors: ['no-store', 'no-data', 'refused'],
    handler: async ({ query }, model) =>
      researchStamped(
        model,
        await researchOf(model).runs.series(instrumentOr(model, query.instrument), paramsIn(query)),
      ),
  }),
  route({
    method: 'get',
    path: '/api/studies/default-window',
    scope: 'read',
    summary: 'The spans that studies take unless others are asked for, and what may be started here',
    response: defaultWindowSchema,
    errors: ['no-store'],
    handler: (_request, model) => {
      const { window, start, backtests } = researchOf(model)
      const why = typeof start === 'string' ? start : backtests ? null : 'started without API_STUDIES=1'
      const can = typeof start !== 'string'
      return researchStamped(model, { ...window, starts: { backtest: can && backtests, longRun: can, why } })
    },
  }),
  route({
    method: 'post',
    path: '/api/studies/enqueue-long-run',
    scope: 'control',
    summary: 'Queues one long run with a fixed end, from which all spans are counted',
    body: startRunBodySchema,
    response: startedRunSchema,
    errors: ['no-store', 'no-data', 'refused'],
    handler: ({ body, signal }, model) => startRun(model, body, researchOf(model).window.longRunDays, signal),
  }),
])
