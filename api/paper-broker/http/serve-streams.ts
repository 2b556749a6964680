/**
 * Serves the two streams on Express. Request errors are ordinary responses; otherwise lines follow until one side disconnects.
 */
import type { Express, Request, RequestHandler, Response } from 'express'
import { injectFault } from '../faults/fault-injection.js'
import { invalid, WireError } from '../wire/errors.js'
import { type RequestGuard, tooMany } from './request-guard.js'
import { lineWriter } from './line-writer.js'
import { booleanParameter, instrumentIndices, listParameter } from './query.js'
import { respond, wantsUnix } from './respond.js'
import { stampResponse, isOrderFault } from './serve-route.js'
import { openPricingStream, openTransactionStream, type LineStreamOptions } from './streams.js'

const MOST_STREAMS = 20

/** Validates the request and returns the function that starts the stream. */
type Prepare = (request: Request) => (options: LineStreamOptions) => void

export const addStreams = (apps: readonly Express[], guard: RequestGuard): void => {
  const open = new Set<Response>()
  const pricing: Prepare = (request) => {
    const query = new URL(request.originalUrl, 'http://broker').searchParams
    guard.account(request)
    const names = listParameter(query, 'instruments')
    if (!names) throw invalid('instruments')
    const wanted = {
      instruments: instrumentIndices(names, guard.broker.world, 'instruments'),
      snapshot: booleanParameter(query, 'snapshot', true),
      homeConversions: booleanParameter(query, 'includeHomeConversions', false),
    }
    return (options) => openPricingStream({ ...options, ...wanted })
  }
  const transactions: Prepare = (request) => {
    const account = guard.account(request)
    return (options) => openTransactionStream({ ...options, account })
  }
  for (const app of apps) {
    app.get('/v3/accounts/:accountID/pricing/stream', serve(guard, 'stream.pricing', open, pricing))
    app.get('/v3/accounts/:accountID/transactions/stream', serve(guard, 'stream.transactions', open, transactions))
  }
}

const serve =
  (guard: RequestGuard, label: string, open: Set<Response>, prepare: Prepare): RequestHandler =>
  async (request, response) => {
    const { broker, faults } = guard
    stampResponse(guard, response, broker.nextRequestId())
    let start: ReturnType<Prepare>
    try {
      guard.count(request)
      if (open.size >= MOST_STREAMS) throw tooMany()
      start = prepare(request)
    } catch (error) {
      if (error instanceof WireError) return respond(request, response, error)
      throw error
    }
    const fault = faults.ofCall(label).find((one) => !isOrderFault(one))
    if (fault?.kind === 'late') await broker.clock.sleep(fault.ms)
    else if (fault) return injectFault(fault, request, response, nothing, { clock: broker.clock, faults })
    broker.advance()
    await broker.saved()
    open.add(response)
    response.on('close', () => open.delete(response))
    request.socket.setNoDelay(true)
    response.status(200).set({ 'Content-Type': 'application/octet-stream', Connection: 'close' })
    response.flushHeaders()
    start({
      broker,
      skewMs: () => guard.skewMs(),
      unix: wantsUnix(request),
      writer: lineWriter(response, faults, broker.clock),
    })
  }

const nothing = async (): Promise<WireError> => new WireError(500, 'Internal Server Error')
