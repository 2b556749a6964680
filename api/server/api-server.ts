/** The HTTP interface: routes, probes, document, page. Host is checked before, by `listen`. */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Logger } from '../../lib/logger.js'
import type { Authority } from '../auth/authority.js'
import type { Model } from '../model/model.js'
import { ApiError } from '../routes/api-error.js'
import type { Route } from '../routes/route.js'
import { addDocs } from './docs-pages.js'
import { headers, noStore } from './headers.js'
import { login } from './login.js'
import type { MetricsPage } from '../metrics/metrics-page.js'
import { addPages } from './pages.js'
import { addProbes } from './probes.js'
import { notAllowed } from './not-allowed.js'
import { problems } from './problem.js'
import { type CallLimits, LIMITS, rateLimits } from './rate-limits.js'
import { type AuditEntry, routeHandler } from './route-handler.js'
import { sessionRoutes } from './session-routes.js'

export interface ApiInputs {
  readonly routes: readonly Route[]
  readonly model: Model
  readonly authority: Authority
  /** Folder of the built page; none: this process has no page. */
  readonly page?: string
  readonly metrics: MetricsPage
  readonly limits?: CallLimits
  /** Each call that changes the state. */
  readonly audit: (entry: AuditEntry) => void
  readonly log: Logger
  /** Where the page may open connections besides. */
  readonly connect?: readonly string[]
}

export const apiServer = (inputs: ApiInputs): Express => {
  const { model, authority, metrics, audit, log } = inputs
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.set('query parser', 'simple').enable('strict routing').enable('case sensitive routing')
  const limits = rateLimits(inputs.limits ?? LIMITS)
  app.use(headers(inputs.connect))
  const noPage = inputs.page === undefined ? [] : [addPages(app, inputs.page, authority)]
  app.use(noStore)
  app.get('/login', login(authority))
  addProbes(app, inputs)
  const routes = allRoutes(inputs.routes, authority)
  addDocs(app, routes, inputs)
  for (const [path, ofPath] of byPath(routes)) {
    const place = app.route(expressPath(path))
    place.all((_request, response, next) => metrics.time(path, response, next))
    for (const route of ofPath) place[route.method](routeHandler(route, { model, authority, limits, audit }))
    place.all(notAllowed(authority, ofPath))
  }
  app.use(...noPage, async (request) => {
    await authority.authorize(request)
    throw new ApiError('not-found', `there is nothing at ${request.path.slice(0, 100)}; /docs lists what there is`)
  })
  app.use(countFailures(limits.failures))
  app.use(problems(log))
  return app
}

/** With those of the server itself. */
export const allRoutes = (routes: readonly Route[], authority: Authority): readonly Route[] => [
  ...routes,
  ...sessionRoutes(authority),
]

const byPath = (routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> =>
  routes.reduce(
    (paths, route) => paths.set(route.path, [...(paths.get(route.path) ?? []), route]),
    new Map<string, readonly Route[]>(),
  )

/** `/api/pairs/{inst}/lock` as express writes it. */
const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

/** An invalid token, ticket or code counts against its address. */
const countFailures =
  (limit: RequestHandler): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (!(error instanceof ApiError) || error.code !== 'bad-token') return next(error)
    return limit(request, response, (other?: unknown) => next(other ?? error))
  }
