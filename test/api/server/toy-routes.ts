/** Routes that show what the server adds to each. */
import { z } from 'zod'
import { ApiError } from '../../../api/routes/api-error.js'
import { type Route, route } from '../../../api/routes/route.js'
import { textAnswer } from '../../../api/routes/text-answer.js'
import { SepError } from '../../../model/error-codes.js'

export const TOY_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/numbers/{name}',
    scope: 'read',
    summary: 'Numbers',
    params: z.strictObject({ name: z.string().max(10) }),
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(10).default(3) }),
    response: z.strictObject({ name: z.string(), limit: z.number(), ratio: z.number().nullable() }),
    errors: ['no-data'],
    handler: ({ params, query }) => ({ name: params.name, limit: query.limit, ratio: Number.NaN }),
  }),
  route({
    method: 'post',
    path: '/api/numbers/{name}',
    scope: 'control',
    summary: 'Sets a number',
    params: z.strictObject({ name: z.string() }),
    body: z
      .strictObject({ value: z.number(), least: z.number().default(0) })
      .refine(({ value, least }) => value >= least, {
        error: 'value is below least',
      }),
    response: z.strictObject({ value: z.number(), by: z.string().nullable() }),
    errors: ['refused'],
    handler: ({ body, caller }) => ({ value: body.value, by: caller.name }),
  }),
  route({
    method: 'post',
    path: '/api/admin',
    scope: 'admin',
    summary: 'Without a body',
    response: z.strictObject({ done: z.boolean() }),
    errors: [],
    handler: () => ({ done: true }),
  }),
  route({
    method: 'get',
    path: '/api/text',
    scope: 'read',
    summary: 'A text',
    texts: ['text/csv'],
    response: z.string(),
    errors: [],
    handler: () => textAnswer('text/csv', 'a,b\n', 'ab.csv'),
  }),
  route({
    method: 'get',
    path: '/api/fails/{how}',
    scope: 'read',
    summary: 'Fails',
    params: z.strictObject({ how: z.string() }),
    response: z.strictObject({}),
    errors: ['not-kept'],
    handler: ({ params: { how } }) => {
      if (how === 'store') throw new SepError('store-unavailable', 'the store did not answer within 2 s')
      if (how === 'kept') throw new ApiError('not-kept', 'only the newest 256 slices are kept')
      throw new Error('a secret of the inside')
    },
  }),
]
