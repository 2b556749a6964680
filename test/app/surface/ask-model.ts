/** Asks a model through a route, as the server does; the answer comes as JSON and must fit the schema. */
import type { Model } from '../../../api/model/model.js'
import { ROUTES } from '../../../api/routes/index.js'
import type { Route } from '../../../api/routes/route.js'
import { isTextAnswer } from '../../../api/routes/text-answer.js'

export interface Asked {
  readonly query?: object
  readonly params?: object
  /** Given: a POST. */
  readonly body?: object
}

// biome-ignore lint/suspicious/noExplicitAny: whatever JSON the route gives; the assertions name what it must be.
export const askModel = async (model: Model, path: string, asked: Asked = {}): Promise<any> => {
  const method = asked.body ? 'post' : 'get'
  const route = ROUTES.find((each) => each.path === path && each.method === method) as Route
  const answer = await route.handler(
    {
      params: route.params?.parse(asked.params),
      query: route.query?.parse(asked.query ?? {}),
      body: route.body?.parse(asked.body),
      caller: { name: 'trader', scope: 'admin' },
      signal: new AbortController().signal,
    },
    model,
  )
  return isTextAnswer(answer) ? answer.content : route.response.parse(JSON.parse(JSON.stringify(answer)))
}
