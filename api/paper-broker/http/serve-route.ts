/** One operation on express: limit, token, account, faults, the operation, and only after it is kept the answer. */
import type { Request, RequestHandler, Response } from 'express'
import type { Call, Reply, Route } from './request-context.js'
import { disturb } from '../faults/fault-injection.js'
import { WireError } from '../wire/errors.js'
import type { CallFault, OrderFault } from '../faults/faults.js'
import type { Front } from './request-guard.js'
import { beginResponse, respond } from './respond.js'

export const serveRoute = (front: Front, route: Route): RequestHandler => {
  const { broker, faults } = front
  return async (request, response) => {
    const requestId = broker.nextRequestId()
    begin(front, response, requestId)
    try {
      front.count(request)
    } catch (error) {
      return respond(request, response, error as WireError)
    }
    const chosen = faults.ofCall(route.label)
    const orderFault = chosen.find(isOrderFault) ?? null
    const fault = chosen.find((one) => !isOrderFault(one))
    const perform = () => carryOut(front, route, request, requestId, orderFault)
    if (fault) await disturb(fault, request, response, perform, { clock: broker.clock, faults })
    else await respond(request, response, await perform())
  }
}

export const begin = (front: Front, response: Response, requestId: string): void =>
  beginResponse(response, requestId, Math.floor(front.broker.clock.nowMs()) + front.skewMs())

export const isOrderFault = (fault: CallFault): fault is OrderFault =>
  fault.kind === 'reject' || fault.kind === 'cancel' || fault.kind === 'partial'

const carryOut = async (
  front: Front,
  route: Route,
  request: Request,
  requestId: string,
  orderFault: OrderFault | null,
): Promise<Reply | WireError> => {
  const { broker } = front
  const call: Call = {
    broker,
    params: request.params as Readonly<Record<string, string>>,
    query: new URL(request.originalUrl, 'http://broker').searchParams,
    // The parser makes an object of a body without a byte.
    body: request.get('Content-Length') === '0' ? undefined : (request.body as unknown),
    nowMs: broker.advance(),
    requestId,
    origin: `${request.protocol}://${request.get('Host') ?? '127.0.0.1'}`,
    orderFault,
  }
  const answer = answerOf(front, route, request, call)
  // A reader must not see what a killed broker would not remember.
  await broker.saved()
  return answer
}

const answerOf = (front: Front, route: Route, request: Request, call: Call): Reply | WireError => {
  try {
    return route.scope === 'token'
      ? route.run({ ...call, accounts: front.accounts(request) })
      : route.run({ ...call, account: front.account(request) })
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}
