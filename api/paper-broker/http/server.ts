/** The v20 face of the broker: one express application for everything, one for the streams alone. */
import express, { type ErrorRequestHandler, type Express } from 'express'
import { CodedError } from '../../../lib/errors.js'
import type { Broker } from '../broker.js'
import type { Route } from './request-context.js'
import { WireError } from '../wire/errors.js'
import { createFaults, type FaultPlan, readFaultPlan } from '../faults/faults.js'
import { createFront, type Front } from './request-guard.js'
import { checkEvents, happen } from '../faults/scheduled-faults.js'
import { beginResponse, respond } from './respond.js'
import { accountRoutes } from '../routes/accounts.js'
import { candleRoutes } from '../routes/candles.js'
import { orderRoutes } from '../routes/orders.js'
import { positionRoutes } from '../routes/positions.js'
import { pricingRoutes } from '../routes/pricing.js'
import { tradeRoutes } from '../routes/trades.js'
import { transactionRoutes } from '../routes/transactions.js'
import { begin, serveRoute } from './serve-route.js'
import { addStreams } from './serve-streams.js'
import type { Token } from '../account/tokens.js'

export interface ServerOptions {
  readonly broker: Broker
  readonly tokens: readonly Token[]
  readonly faults?: FaultPlan
  /** Told of what is neither the client's fault nor the world's: nobody should trade on with it. */
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
  const faults = createFaults((event) => void happen(event, broker, setSkew).catch(onBug))
  const front = createFront(broker, tokens, faults, () => skewMs)
  const apps = [express(), express()] as const
  const [rest, streams] = apps
  for (const app of apps) {
    app.disable('x-powered-by')
    app.disable('etag')
    // Whatever the content type says: clients send it with GET too, or not at all.
    app.use(express.json({ type: () => true, limit: BODY_LIMIT, strict: false }))
  }
  addStreams(apps, front)
  for (const route of ROUTES) rest[route.method](route.path, serveRoute(front, route))
  addSidePort(rest, front)
  addRest(rest, front, onBug, [...ROUTES.map((route) => route.path), ...STREAMS])
  addRest(streams, front, onBug, STREAMS)
  if (plan) {
    checkEvents(plan.events, broker)
    faults.add(plan)
  }
  return { rest, streams }
}

/** Faults by hand: a token is needed, and no fault reaches it. */
const addSidePort = (app: Express, front: Front): void => {
  app
    .route('/faults')
    .all((request, response, next) => {
      begin(front, response, front.broker.nextRequestId())
      front.accounts(request)
      next()
    })
    .get((request, response) => respond(request, response, { status: 200, body: front.faults.report() }))
    .post((request, response) => {
      const more = readFaultPlan(request.body, 'faults')
      checkEvents(more.events, front.broker)
      front.faults.add(more)
      return respond(request, response, { status: 200, body: front.faults.report() })
    })
    .delete((request, response) => {
      front.faults.clear()
      return respond(request, response, { status: 200, body: front.faults.report() })
    })
}

/** Known paths with another method, paths that are not there, bodies that cannot be read, and bugs. */
const addRest = (app: Express, front: Front, onBug: (error: unknown) => void, paths: readonly string[]): void => {
  for (const path of new Set(paths)) {
    app.all(path, (request, response) => {
      begin(front, response, front.broker.nextRequestId())
      return respond(request, response, new WireError(405, 'Method Not Allowed'))
    })
  }
  app.use((request, response) => {
    begin(front, response, front.broker.nextRequestId())
    return respond(request, response, new WireError(404, 'Not Found'))
  })
  app.use(failed(front, onBug))
}
const STREAMS = ['/v3/accounts/:accountID/pricing/stream', '/v3/accounts/:accountID/transactions/stream']

const failed =
  (front: Front, onBug: (error: unknown) => void): ErrorRequestHandler =>
  async (error: Error & { readonly status?: number; readonly type?: string }, request, response, _next) => {
    const { broker } = front
    const answer = answerOf(error)
    if (answer.status === 500) onBug(error)
    if (response.headersSent) return void request.socket.destroy()
    beginResponse(response, broker.nextRequestId(), Math.floor(broker.clock.nowMs()))
    await respond(request, response, answer)
  }

const answerOf = (error: Error & { readonly status?: number; readonly type?: string }): WireError => {
  if (error instanceof WireError) return error
  if (error instanceof CodedError && error.code === 'bad-config') return new WireError(400, error.message)
  // What was asked may have happened; the broker ends, and comes back with what the store knows.
  if (error instanceof CodedError) return new WireError(503, 'The service is not available')
  if (error.type === 'entity.parse.failed') return new WireError(400, 'Invalid JSON body, must be an object')
  const status = error.status ?? 500
  return new WireError(status, status < 500 ? error.message : 'Internal Server Error')
}
