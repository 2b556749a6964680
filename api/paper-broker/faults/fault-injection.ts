/** Applies a network fault to one request. */
import type { Request, Response } from 'express'
import type { Clock } from '../../../lib/clock.js'
import type { Reply } from '../http/request-context.js'
import { noSuch, WireError } from '../wire/errors.js'
import type { CallFault, Faults } from './faults.js'
import { faultyCandles } from './faulty-candles.js'
import { respond } from '../http/respond.js'
import { timeOf } from '../wire/time-text.js'

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n'
const STATUS_TEXTS: Readonly<Record<number, string>> = Object.freeze({
  401: 'Insufficient authorization to perform request.',
  403: 'The provided request was forbidden.',
  429: 'The rate of requests is above what is allowed',
  504: 'Timeout waiting for response.',
})

/** `perform` executes the request; the fault delays, alters or drops its answer. */
export const injectFault = async (
  fault: CallFault,
  request: Request,
  response: Response,
  perform: () => Promise<Reply | WireError>,
  { clock, faults }: { readonly clock: Clock; readonly faults: Faults },
): Promise<void> => {
  if (fault.kind === 'late') {
    const answer = await perform()
    await clock.sleep(fault.ms)
    return respond(request, response, answer)
  }
  if (fault.kind === 'candles') {
    const answer = await perform()
    return respond(
      request,
      response,
      answer instanceof WireError
        ? answer
        : { ...answer, body: faultyCandles(answer.body, fault, () => faults.random()) },
    )
  }
  if (fault.kind === 'hide') {
    const answer = await perform()
    return respond(request, response, hidden(answer, clock.nowMs() - fault.ms))
  }
  if (fault.kind === 'defer') {
    request.socket.destroy()
    await clock.sleep(fault.ms)
    await perform()
    return
  }
  if (fault.kind === 'never' || fault.kind === 'reset') {
    if (fault.accept) await perform()
    if (fault.kind === 'reset') request.socket.resetAndDestroy()
    return
  }
  if (fault.kind === 'status') {
    if (fault.accept) await perform()
    sendStatus(response, fault)
  }
}

/** Turns the answer into "not found" if the order or trade was created after `sinceMs`. */
const hidden = (answer: Reply | WireError, sinceMs: number): Reply | WireError => {
  if (answer instanceof WireError) return answer
  const { lastTransactionID, order, trade } = answer.body as {
    readonly lastTransactionID: string
    readonly order?: { readonly createTime: string }
    readonly trade?: { readonly openTime: string }
  }
  const time = order?.createTime ?? trade?.openTime
  if (time === undefined || timeOf(time) <= sinceMs) return answer
  return noSuch(order ? 'ORDER' : 'TRADE', lastTransactionID)
}

const sendStatus = (response: Response, fault: Extract<CallFault, { kind: 'status' }>): void => {
  const { status, body, retryAfterSec } = fault
  const isPage = status === 502 || status === 520
  if (retryAfterSec !== undefined) response.set('Retry-After', String(retryAfterSec))
  response.status(status).set('Content-Type', isPage ? 'text/html' : 'application/json')
  const text = STATUS_TEXTS[status] ?? 'Internal Server Error'
  response.end(body ?? (isPage ? BAD_GATEWAY : JSON.stringify({ errorMessage: text })))
}
