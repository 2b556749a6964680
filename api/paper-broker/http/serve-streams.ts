/** The two streams on express. Errors of the request are ordinary answers; then lines follow until someone hangs up. */
import type { Express, Request, RequestHandler, Response } from 'express'
import { disturb } from '../faults/fault-injection.js'
import { invalid, WireError } from '../wire/errors.js'
import { type Front, tooMany } from './request-guard.js'
import { lineWriter } from './line-writer.js'
import { flagOf, instrumentsOf, listOf } from './query.js'
import { respond, wantsUnix } from './respond.js'
import { begin, isOrderFault } from './serve-route.js'
import { openPricingStream, openTransactionStream, type StreamOptions } from './streams.js'

const MOST_STREAMS = 20

/** Reads the request and gives what begins the stream. */
type Prepare = (request: Request) => (options: StreamOptions) => void

export const addStreams = (apps: readonly Express[], front: Front): void => {
  const open = new Set<Response>()
  const pricing: Prepare = (request) => {
    const query = new URL(request.originalUrl, 'http://broker').searchParams
    front.account(request)
    const names = listOf(query, 'instruments')
    if (!names) throw invalid('instruments')
    const wanted = {
      instruments: instrumentsOf(names, front.broker.world, 'instruments'),
      snapshot: flagOf(query, 'snapshot', true),
      homeConversions: flagOf(query, 'includeHomeConversions', false),
    }
    return (options) => openPricingStream({ ...options, ...wanted })
  }
  const transactions: Prepare = (request) => {
    const account = front.account(request)
    return (options) => openTransactionStream({ ...options, account })
  }
  for (const app of apps) {
    app.get('/v3/accounts/:accountID/pricing/stream', serve(front, 'stream.pricing', open, pricing))
    app.get('/v3/accounts/:accountID/transactions/stream', serve(front, 'stream.transactions', open, transactions))
  }
}

const serve =
  (front: Front, label: string, open: Set<Response>, prepare: Prepare): RequestHandler =>
  async (request, response) => {
    const { broker, faults } = front
    begin(front, response, broker.nextRequestId())
    let start: ReturnType<Prepare>
    try {
      front.count(request)
      if (open.size >= MOST_STREAMS) throw tooMany()
      start = prepare(request)
    } catch (error) {
      if (error instanceof WireError) return respond(request, response, error)
      throw error
    }
    const fault = faults.ofCall(label).find((one) => !isOrderFault(one))
    if (fault?.kind === 'late') await broker.clock.sleep(fault.ms)
    else if (fault) return disturb(fault, request, response, nothing, { clock: broker.clock, faults })
    broker.advance()
    await broker.saved()
    open.add(response)
    response.on('close', () => open.delete(response))
    request.socket.setNoDelay(true)
    response.status(200).set({ 'Content-Type': 'application/octet-stream', Connection: 'close' })
    response.flushHeaders()
    start({
      broker,
      skewMs: () => front.skewMs(),
      unix: wantsUnix(request),
      writer: lineWriter(response, faults, broker.clock),
    })
  }

const nothing = async (): Promise<WireError> => new WireError(500, 'Internal Server Error')
