/** The running graph: topology, node statistics, taps, explanations, differences. */
import { z } from 'zod'
import { instrumentNameSchema } from '../contract/common.js'
import {
  explainQuerySchema,
  explanationSchema,
  graphDiffSchema,
  graphStatsSchema,
  tapSchema,
  topologySchema,
} from '../contract/graph.js'
import type { Model } from '../model/model.js'
import { ApiError } from './api-error.js'
import { explanationOf } from './explanation-of.js'
import { graphStatsView } from './graph-stats-view.js'
import { topologyDiff } from './topology-diff.js'
import { route } from './route.js'
import { stamped } from './stamped.js'
import { textAnswer } from './text-answer.js'

const graphName = z.string().min(1).max(100)

export const GRAPH_ROUTES = Object.freeze([
  route({
    method: 'get',
    path: '/api/graph',
    scope: 'read',
    summary: 'Nodes, ports, wires and settings of the running graph',
    query: z.strictObject({ format: z.enum(['json', 'mermaid', 'dot']).default('json') }),
    response: topologySchema,
    texts: ['text/plain'],
    errors: [],
    handler: ({ query }, { frames }) =>
      query.format === 'json' ? frames.topology() : textAnswer('text/plain', frames.drawing(query.format)),
  }),
  route({
    method: 'get',
    path: '/api/graph/stats',
    scope: 'read',
    summary: 'Rate, step time, lag and rows of each node',
    response: graphStatsSchema,
    errors: [],
    handler: (_request, model) => graphStatsView(model),
  }),
  route({
    method: 'get',
    path: '/api/graph/tap/{node}',
    scope: 'read',
    summary: 'The newest rows of a node',
    params: z.strictObject({ node: z.string().min(1).max(100) }),
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      instrument: instrumentNameSchema.optional(),
    }),
    response: tapSchema,
    errors: ['not-found', 'unknown-instrument'],
    handler: ({ params, query }, model) => stamped(model, model.frames.tap(params.node, query.limit, query.instrument)),
  }),
  route({
    method: 'get',
    path: '/api/graph/diff',
    scope: 'read',
    summary: 'What differs between two graphs: nodes, kinds, wires, settings',
    query: z.strictObject({ a: graphName.default('running'), b: graphName.default('sep') }),
    response: graphDiffSchema,
    errors: ['not-found', 'refused'],
    handler: async ({ query: { a, b } }, model) => {
      const differences = topologyDiff(await graphNamed(model, a), await graphNamed(model, b))
      return { a, b, same: differences.length === 0, differences: [...differences] }
    },
  }),
  route({
    method: 'get',
    path: '/api/explain',
    scope: 'read',
    summary: 'An order, or its absence, walked back to the candle: from memory, or else from the journal',
    query: explainQuerySchema,
    response: explanationSchema,
    errors: ['not-found', 'unknown-instrument', 'not-kept', 'no-data', 'refused'],
    handler: async ({ query, signal }, model) => stamped(model, await explanationOf(model, query, signal)),
  }),
])

const graphNamed = async ({ frames, graphs }: Model, name: string) => {
  const found = name === 'running' ? frames.topology() : await graphs?.(name)
  if (!found)
    throw new ApiError(
      'not-found',
      `no graph "${name}": "running", a graph of the package, such as "sep", or a run folder in the working folder of this process`,
    )
  return found
}
