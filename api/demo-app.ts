/** The demo's HTTP face: the page, the graph, what runs through it, and the kill switch. */
import { join } from 'node:path'
import express, { type Express } from 'express'
import { z } from 'zod'
import { SepError } from '../graph/errors.js'
import type { Explanation } from '../graph/explain.js'
import type { StageStats } from '../graph/telemetry.js'
import { toDot, toMermaid, type Topology } from '../graph/topology.js'
import type { LiveView } from '../sinks/live-view.js'

export interface DemoPorts {
  readonly topology: Topology
  readonly stats: () => readonly StageStats[]
  readonly view: () => LiveView | null
  readonly candles: (instrument: string) => readonly (readonly number[])[]
  readonly explain: (instrument: string, tsMs: number | null) => Explanation | null
  readonly killSwitch: () => boolean
  readonly setKillSwitch: (on: boolean, flatten: boolean) => void
  /** Folder of the page's files. */
  readonly page: string
}

const killRequest = z.strictObject({ on: z.boolean(), flatten: z.boolean().default(false) })

/** Numbers that JSON cannot hold become null. */
const clean = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'number' && !Number.isFinite(inner) ? null : inner))

export const demoApp = (ports: DemoPorts): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'; object-src 'none'")
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  const send = (response: express.Response, value: unknown) => {
    response.type('application/json').send(clean(value))
  }
  const problem = (response: express.Response, status: number, title: string) => {
    response
      .status(status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title, status }))
  }
  app.get('/health', (_request, response) => send(response, { status: 'ok' }))
  app.get('/ready', (_request, response) => {
    if (ports.view()) send(response, { status: 'ready' })
    else problem(response, 503, 'warming up')
  })
  app.get('/api/graph', (request, response) => {
    const format = request.query['format'] ?? 'json'
    if (format === 'json') send(response, ports.topology)
    else if (format === 'mermaid') response.type('text/plain').send(toMermaid(ports.topology))
    else if (format === 'dot') response.type('text/plain').send(toDot(ports.topology))
    else problem(response, 400, `format '${String(format)}': use json, mermaid or dot`)
  })
  app.get('/api/graph/stats', (_request, response) => send(response, ports.stats()))
  app.get('/api/status', (_request, response) => {
    const view = ports.view()
    if (view) send(response, { ...view, killSwitch: ports.killSwitch() })
    else problem(response, 503, 'warming up')
  })
  app.get('/api/candles', (request, response) => {
    const instrument = String(request.query['instrument'] ?? '')
    send(response, ports.candles(instrument).slice(-240))
  })
  app.get('/api/explain', (request, response) => {
    const instrument = String(request.query['instrument'] ?? '')
    const text = request.query['tsMs']
    const tsMs = text === undefined ? null : Number(text)
    if (tsMs !== null && !Number.isFinite(tsMs)) return problem(response, 400, `tsMs '${String(text)}' is not a number`)
    const explanation = ports.explain(instrument, tsMs)
    if (explanation) send(response, explanation)
    else
      problem(
        response,
        404,
        `nothing is known of ${instrument || 'that instrument'} then; the last 256 slices are kept`,
      )
  })
  app.get('/api/kill-switch', (_request, response) => send(response, { on: ports.killSwitch() }))
  app.post('/api/kill-switch', express.json({ limit: '64kb', strict: true }), (request, response) => {
    const parsed = killRequest.safeParse(request.body)
    if (!parsed.success)
      return problem(
        response,
        400,
        `kill switch: ${parsed.error.issues[0]?.message ?? 'bad request'}; send {"on":true}`,
      )
    ports.setKillSwitch(parsed.data.on, parsed.data.flatten)
    send(response, { on: ports.killSwitch() })
  })
  app.use(express.static(ports.page, { index: 'index.html', maxAge: 0 }))
  app.use((_request, response) => problem(response, 404, 'not found'))
  app.use(
    (
      error: Error & { status?: number },
      _request: express.Request,
      response: express.Response,
      _next: express.NextFunction,
    ) => {
      problem(
        response,
        error.status ?? 500,
        error instanceof SepError || (error.status ?? 500) < 500 ? error.message : 'internal error',
      )
    },
  )
  return app
}

/** The page's folder inside the package. */
export const pageFolder = (root: string): string => join(root, 'api', 'page')
