/** What happened, as far as this process knows it: equity and alarms. */
import { z } from 'zod'
import { pageQuerySchema } from '../contract/common.js'
import { controlAnswerSchema } from '../contract/control.js'
import { alarmsSchema, equitySchema } from '../contract/ledger.js'
import { ApiError } from './api-error.js'
import { route } from './route.js'
import { stamped } from './stamped.js'
import { thinnedPoints } from './thinned-points.js'

export const RECORD_ROUTES = Object.freeze([
  route({
    method: 'get',
    path: '/api/equity',
    scope: 'read',
    summary: 'NAV over time, thinned with minimum and maximum kept',
    query: z.strictObject({ points: z.coerce.number().int().min(4).max(5000).default(600) }),
    response: equitySchema,
    errors: [],
    handler: ({ query }, model) => {
      const points = thinnedPoints(model.frames.equity(), query.points)
      const body = { currency: model.frames.account().currency, points: points.map(([tsMs, nav]) => pair(tsMs, nav)) }
      return stamped(model, body)
    },
  }),
  route({
    method: 'get',
    path: '/api/alarms',
    scope: 'read',
    summary: 'Alarms, newest first',
    query: pageQuerySchema,
    response: alarmsSchema,
    errors: ['not-kept'],
    handler: async ({ query: { limit, cursor } }, model) => {
      const all = await model.pipeline.alarms()
      const last = cursor === undefined ? -1 : all.findIndex(({ id }) => id === cursor)
      if (cursor !== undefined && last < 0)
        throw new ApiError('not-kept', `cursor ${cursor}: this alarm is no longer kept; begin again without a cursor`)
      const items = all.slice(last + 1, last + 1 + limit)
      const isEnd = last + 1 + limit >= all.length
      return stamped(model, { items, cursor: isEnd ? null : (items.at(-1)?.id ?? null) })
    },
  }),
  route({
    method: 'post',
    path: '/api/alarms/{id}/ack',
    scope: 'control',
    summary: 'Acknowledges an alarm: it no longer asks for attention',
    params: z.strictObject({ id: z.string().min(1).max(100) }),
    response: controlAnswerSchema,
    errors: ['no-data'],
    handler: async ({ params: { id }, caller }, model) => {
      await model.controls.acknowledge(id, caller.name ?? 'without a name')
      return { id, state: 'done' as const, why: '' }
    },
  }),
])

const pair = (tsMs: number, nav: number): [number, number] => [tsMs, nav]
