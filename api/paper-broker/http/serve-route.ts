/**
 * Serves one operation on Express: rate limit, token, account, faults, then the operation. The answer is sent only after its
 * transactions are stored.
 */
import type { Request, RequestHandler, Response } from 'express'
import type { RequestContext, Reply, Route } from './request-context.js'
import { injectFault } from '../faults/fault-injection.js'
import { WireError } from '../wire/errors.js'
import type { CallFault, OrderFault } from '../faults/faults.js'
import type { RequestGuard } from './request-guard.js'
import { setHeaders, respond } from './respond.js'

export const serveRoute = (guard: RequestGuard, route: Route): RequestHandler => {
  const { broker, faults } = guard
  return async (request, response) => {
    const requestId = broker.nextRequestId()
    stampResponse(guard, response, requestId)
    try {
      guard.count(request)
    } catch (error) {
      return respond(request, response, error as WireError)
    }
    const chosen = faults.ofCall(route.label)
    const orderFault = chosen.find(isOrderFault) ?? null
    const fault = chosen.find((one) => !isOrderFault(one))
    const perform = () => carryOut(guard, route, request, requestId, orderFault)
    if (fault) await injectFault(fault, request, response, perform, { clock: broker.clock, faults })
    else await respond(request, response, await perform())
  }
}

export const stampResponse = (guard: RequestGuard, response: Response, requestId: string): void =>
  setHeaders(response, requestId, Math.floor(guard.broker.clock.nowMs()) + guard.skewMs())

export const isOrderFault = (fault: CallFault): fault is OrderFault =>
  fault.kind === 'reject' || fault.kind === 'cancel' || fault.kind === 'partial'

const carryOut = async (
  guard: RequestGuard,
  route: Route,
  request: Request,
  requestId: string,
  orderFault: OrderFault | null,
): Promise<Reply | WireError> => {
  const { broker } = guard
  const context: RequestContext = {
    broker,
    params: request.params as Readonly<Record<string, string>>,
    query: new URL(request.originalUrl, 'http://broker').searchParams,
    // The parser turns an empty body into an object.
    body: request.get('Content-Length') === '0' ? undefined : (request.body as unknown),
    nowMs: broker.advance(),
    requestId,
    origin: `${request.protocol}://${request.get('Host') ?? '127.0.0.1'}`,
    orderFault,
  }
  const answer = answerOf(guard, route, request, context)
  // A client must not see what a killed broker would forget.
  await broker.saved()
  return answer
}

const answerOf = (guard: RequestGuard, route: Route, request: Request, context: RequestContext): Reply | WireError => {
  try {
    return route.scope === 'token'
      ? route.run({ ...context, accounts: guard.accounts(request) })
      : route.run({ ...context, account: guard.account(request) })
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}
