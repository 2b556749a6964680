/** Stored runs of backtests and trials. */
import {
  latestRunQuerySchema,
  latestRunSchema,
  runsQuerySchema,
  runsSchema,
  runTradesQuerySchema,
  runTradesSchema,
  startedRunSchema,
  startRunBodySchema,
} from '../../contract/studies.js'
import { ApiError } from '../api-error.js'
import { type Route, route } from '../route.js'
import { researchStamped } from './research-stamped.js'
import { hoursIn, instrumentOr, paramsIn, researchOf } from './research-of.js'
import { startRun } from './start-run.js'

const DEFAULT_HOURS = 30 * 24

export const BACKTEST_ROUTES: readonly Route[] = Object.freeze([
  route({
    method: 'get',
    path: '/api/backtest/latest-run',
    scope: 'read',
    summary:
      'The run of an instrument over a span: of the parameters where there is one, else of any, and then it is named',
    query: latestRunQuerySchema,
    response: latestRunSchema,
    errors: ['no-store', 'no-data', 'refused'],
    handler: async ({ query }, model) => {
      const instrument = instrumentOr(model, query.instrument)
      const wanted = { instrument, hours: hoursIn(query) ?? DEFAULT_HOURS, params: paramsIn(query) }
      return researchStamped(model, await researchOf(model).runs.latest({ ...wanted, minTrades: query.min_trades }))
    },
  }),
  route({
    method: 'get',
    path: '/api/backtest/results',
    scope: 'read',
    summary: 'Stored runs, newest first',
    query: runsQuerySchema,
    response: runsSchema,
    errors: ['no-store', 'refused'],
    handler: async ({ query }, model) => {
      const { limit, cursor, instrument = null } = query
      const wanted = { instrument, hours: hoursIn(query), params: paramsIn(query), limit, cursor }
      const { items, cursor: next } = await researchOf(model).runs.list(wanted)
      return researchStamped(model, { items: [...items], cursor: next })
    },
  }),
  route({
    method: 'get',
    path: '/api/backtest/trades',
    scope: 'read',
    summary: 'Trades and equity of a run, or of the latest run of a span',
    query: runTradesQuerySchema,
    response: runTradesSchema,
    errors: ['no-store', 'no-data', 'refused'],
    handler: async ({ query }, model) => {
      const { runs } = researchOf(model)
      if (query.run_id !== undefined) return researchStamped(model, await runs.trades(query.run_id))
      const instrument = instrumentOr(model, query.instrument)
      const wanted = { instrument, hours: hoursIn(query) ?? DEFAULT_HOURS, params: paramsIn(query), minTrades: 0 }
      const { run } = await runs.latest(wanted)
      return researchStamped(model, run ? await runs.trades(run.runId) : { run: null, trades: [], equity: [] })
    },
  }),
  route({
    method: 'post',
    path: '/api/backtest/run',
    scope: 'control',
    summary: 'Queues a run for the workers (with API_STUDIES=1); it is stored under the run id of the answer',
    body: startRunBodySchema,
    response: startedRunSchema,
    errors: ['no-store', 'no-data', 'refused'],
    handler: async ({ body, signal }, model) => {
      if (!researchOf(model).backtests)
        throw new ApiError('refused', 'runs are not started from here: the process was started without API_STUDIES=1')
      return startRun(model, body, 30, signal)
    },
  }),
])
