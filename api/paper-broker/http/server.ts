/** The v20 HTTP interface of the broker: one Express application for everything, one for the streams alone. */
import express, { type ErrorRequestHandler, type Express } from 'express'
import { CodedError } from '../../../lib/errors.js'
import type { PaperBroker } from '../broker.js'
import type { Route } from './request-context.js'
import { WireError } from '../wire/errors.js'
import { createFaults, type FaultPlan, readFaultPlan } from '../faults/faults.js'
import { createRequestGuard, type RequestGuard } from './request-guard.js'
import { checkScheduledFaults, runScheduledFault } from '../faults/scheduled-faults.js'
import { setHeaders, respond } from './respond.js'
import { accountRoutes } from '../routes/accounts.js'
import { candleRoutes } from '../routes/candles.js'
import { orderRoutes } from '../routes/orders.js'
import { positionRoutes } from '../routes/positions.js'
import { pricingRoutes } from '../routes/pricing.js'
import { tradeRoutes } from '../routes/trades.js'
import { transactionRoutes } from '../routes/transactions.js'
import { stampResponse, serveRoute } from './serve-route.js'
import { addStreams } from './serve-streams.js'
import { checkFaultsScope, type Token } from '../account/tokens.js'

export interface ServerOptions {
  readonly broker: PaperBroker
  readonly tokens: readonly Token[]
  readonly faults?: FaultPlan
  /** Called with errors that neither the client nor the environment caused: nobody should keep trading after one. */
  readonly onBug: (error: unknown) => void
}
export interface BrokerServer {
  readonly rest: Express
  readonly streams: Express
}

const ROUTES: readonly Route[] = [
  ...accountRoutes,
  ...pricingRoutes,
  ...candleRoutes,
  ...orderRoutes,
  ...tradeRoutes,
  ...positionRoutes,
  ...transactionRoutes,
]
const BODY_LIMIT = '256kb'

export const brokerServer = ({ broker, tokens, faults: plan, onBug }: ServerOptions): BrokerServer => {
  let skewMs = 0
  const setSkew = (ms: number) => {
    skewMs = ms
  }
  const faults = createFaults((event) => void runScheduledFault(event, broker, setSkew).catch(onBug))
  const guard = createRequestGuard(broker, tokens, faults, () => skewMs)
  const apps = [express(), express()] as const
  const [rest, streams] = apps
  for (const app of apps) {
    app.disable('x-powered-by')
    app.disable('etag')
    // Regardless of content type: clients also send JSON with GET, or send no content type.
    app.use(express.json({ type: () => true, limit: BODY_LIMIT, strict: false }))
  }
  addStreams(apps, guard)
  for (const route of ROUTES) rest[route.method](route.path, serveRoute(guard, route))
  addSidePort(rest, guard, tokens)
  addRest(rest, guard, onBug, [...ROUTES.map((route) => route.path), ...STREAMS])
  addRest(streams, guard, onBug, STREAMS)
  if (plan) {
    checkScheduledFaults(plan.events, broker)
    faults.add(plan)
  }
  return { rest, streams }
}

/** Fault rules set by hand. Requires a token with that scope; faults do not apply to it. */
const addSidePort = (app: Express, guard: RequestGuard, tokens: readonly Token[]): void => {
  app
    .route('/faults')
    .all((request, response, next) => {
      stampResponse(guard, response, guard.broker.nextRequestId())
      checkFaultsScope(tokens, request.get('Authorization'))
      next()
    })
    .get((request, response) => respond(request, response, { status: 200, body: guard.faults.report() }))
    .post((request, response) => {
      const more = readFaultPlan(request.body, 'faults')
      checkScheduledFaults(more.events, guard.broker)
      guard.faults.add(more)
      return respond(request, response, { status: 200, body: guard.faults.report() })
    })
    .delete((request, response) => {
      guard.faults.clear()
      return respond(request, response, { status: 200, body: guard.faults.report() })
    })
}

/** Fallbacks: wrong method, unknown path, unreadable body, and bugs. */
const addRest = (
  app: Express,
  guard: RequestGuard,
  onBug: (error: unknown) => void,
  paths: readonly string[],
): void => {
  for (const path of new Set(paths)) {
    app.all(path, (request, response) => {
      stampResponse(guard, response, guard.broker.nextRequestId())
      return respond(request, response, new WireError(405, 'Method Not Allowed'))
    })
  }
  app.use((request, response) => {
    stampResponse(guard, response, guard.broker.nextRequestId())
    return respond(request, response, new WireError(404, 'Not Found'))
  })
  app.use(failed(guard, onBug))
}
const STREAMS = ['/v3/accounts/:accountID/pricing/stream', '/v3/accounts/:accountID/transactions/stream']

const failed =
  (guard: RequestGuard, onBug: (error: unknown) => void): ErrorRequestHandler =>
  async (error: Error & { readonly status?: number; readonly type?: string }, request, response, _next) => {
    const { broker } = guard
    const answer = answerOf(error)
    if (answer.status === 500) onBug(error)
    if (response.headersSent) return void request.socket.destroy()
    setHeaders(response, broker.nextRequestId(), Math.floor(broker.clock.nowMs()))
    await respond(request, response, answer)
  }

const answerOf = (error: Error & { readonly status?: number; readonly type?: string }): WireError => {
  if (error instanceof WireError) return error
  if (error instanceof CodedError && error.code === 'bad-config') return new WireError(400, error.message)
  // The request may have taken effect. The broker stops, and a restart resumes from the store.
  if (error instanceof CodedError) return new WireError(503, 'The service is not available')
  if (error.type === 'entity.parse.failed') return new WireError(400, 'Invalid JSON body, must be an object')
  const status = error.status ?? 500
  return new WireError(status, status < 500 ? error.message : 'Internal Server Error')
}
