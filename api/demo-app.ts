/** The HTTP interface of the demo: the page, the graph, the running state and the kill switch. */
import { join } from 'node:path'
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express'
import { z } from 'zod'
import type { Explanation } from '../graph/explain/explain.js'
import type { StageStats } from '../graph/engine/run/telemetry.js'
import { toDot, toMermaid, type Topology } from '../graph/engine/define/topology.js'
import type { LiveCandle, LiveView } from '../sinks/page-view/page-view.js'

export interface KillSwitchState {
  /** Requested; the newest slice shows whether it is in effect. */
  readonly on: boolean
  /** Also close all positions. */
  readonly flatten: boolean
}
export interface DemoPorts {
  /** Constant while the demo runs. */
  readonly about: {
    readonly speed: number
    readonly seed: number
    readonly days: number
    readonly capital: number
    readonly home: string
  }
  readonly topology: Topology
  readonly stats: () => readonly StageStats[]
  /** Days of history done. */
  readonly daysDone: () => number
  /** Null during history. */
  readonly view: () => LiveView | null
  /** Undefined if the instrument is not traded. */
  readonly candles: (instrument: string) => readonly LiveCandle[] | undefined
  /** Undefined if the slice is no longer kept; `tsMs` undefined: the newest. */
  readonly explain: (instrument: string, tsMs: number | undefined) => Explanation | undefined
  readonly killSwitch: () => KillSwitchState
  readonly setKillSwitch: (wanted: KillSwitchState) => void
  /** Folder of the page. */
  readonly page: string
}

const HEADERS = Object.freeze({
  'Content-Security-Policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
})
const BODY_LIMIT = '16kb'

const graphQuery = z.object({
  format: z.enum(['json', 'mermaid', 'dot'], { error: 'format: json, mermaid or dot' }).default('json'),
})
const instrumentQuery = z.object({
  instrument: z.string({ error: 'instrument: write one like EUR_USD' }).min(1).max(20),
})
const explainQuery = instrumentQuery.extend({
  tsMs: z
    .string()
    .regex(/^\d{1,15}$/, { error: 'tsMs: the time of a slice, milliseconds UTC' })
    .transform(Number)
    .optional(),
})
const killSwitchBody = z
  .strictObject({ on: z.boolean(), flatten: z.boolean().default(false) }, { error: 'send {"on":true} as JSON' })
  .refine(({ on, flatten }) => on || !flatten, { error: 'flatten: only together with on' })

export const demoApp = (ports: DemoPorts): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.use((_request, response, next) => {
    response.set(HEADERS)
    next()
  })
  addGraph(app, ports)
  addRun(app, ports)
  addKillSwitch(app, ports)
  app.use(express.static(ports.page))
  app.use('/ui', express.static(join(ports.page, '..', '..', 'dist', 'ui')))
  app.use((request, response) => problem(response, 404, `there is nothing at ${request.path}`))
  app.use(failed)
  return app
}

/** The folder of the page in the package. */
export const pageFolder = (root: string): string => join(root, 'api', 'page')

const addGraph = (app: Express, { topology, stats }: DemoPorts): void => {
  app.get('/api/graph', (request, response) => {
    const query = parsed(graphQuery, request.query, response)
    if (!query) return
    if (query.format === 'json') json(response, topology)
    else response.type('text/plain').send(query.format === 'mermaid' ? toMermaid(topology) : toDot(topology))
  })
  app.get('/api/graph/stats', (_request, response) => json(response, stats()))
}

const addRun = (app: Express, ports: DemoPorts): void => {
  const { about } = ports
  /** The view; null after a response that there is none yet. */
  const running = (response: Response): LiveView | null => {
    const view = ports.view()
    if (view) return view
    const daysDone = ports.daysDone()
    problem(response, 503, `warming up: ${daysDone} of ${about.days} days`, { daysDone, days: about.days })
    return null
  }
  const unknown = (response: Response, instrument: string) =>
    problem(response, 404, `${instrument} is not traded here; /api/status lists what is`)

  app.get('/health', (_request, response) => json(response, { status: 'ok' }))
  app.get('/ready', (_request, response) => {
    if (running(response)) json(response, { status: 'ready' })
  })
  app.get('/api/warmup', (_request, response) => {
    json(response, { daysDone: ports.daysDone(), days: about.days, trading: ports.view() !== null })
  })
  app.get('/api/status', (_request, response) => {
    const view = running(response)
    if (view) json(response, { ...about, ...view, killSwitch: ports.killSwitch() })
  })
  app.get('/api/candles', (request, response) => {
    const query = parsed(instrumentQuery, request.query, response)
    if (!query || !running(response)) return
    const candles = ports.candles(query.instrument)
    if (candles) json(response, candles)
    else unknown(response, query.instrument)
  })
  app.get('/api/explain', (request, response) => {
    const query = parsed(explainQuery, request.query, response)
    if (!query || !running(response)) return
    if (!ports.candles(query.instrument)) return unknown(response, query.instrument)
    const explanation = ports.explain(query.instrument, query.tsMs)
    if (explanation) json(response, explanation)
    else
      problem(
        response,
        404,
        `the slice at ${query.tsMs} is no longer kept: only the newest 256 and those of the newest orders are`,
      )
  })
}

const addKillSwitch = (app: Express, { killSwitch, setKillSwitch }: DemoPorts): void => {
  app.get('/api/kill-switch', (_request, response) => json(response, killSwitch()))
  app.post('/api/kill-switch', express.json({ limit: BODY_LIMIT }), (request: Request, response) => {
    const wanted = parsed(killSwitchBody, request.body, response)
    if (!wanted) return
    setKillSwitch(wanted)
    json(response, killSwitch())
  })
}

/** NaN and infinity become null, as JSON has neither. */
const json = (response: Response, value: unknown): void => {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'number' && !Number.isFinite(inner) ? null : inner,
  )
  response.type('application/json').send(text)
}

const problem = (response: Response, status: number, title: string, more: object = {}): void => {
  response.status(status).type('application/problem+json')
  response.send(JSON.stringify({ type: 'about:blank', title, status, ...more }))
}

/** The validated input; null after a response 400. */
const parsed = <Z extends z.ZodType>(schema: Z, sent: unknown, response: Response): z.output<Z> | null => {
  const result = schema.safeParse(sent)
  if (result.success) return result.data
  problem(response, 400, result.error.issues.map((issue) => issue.message).join('; '))
  return null
}

/** Malformed requests get the reason; anything else is a bug of ours and reveals no internals. */
const failed: ErrorRequestHandler = (error: Error & { readonly status?: number }, _request, response, _next) => {
  const status = error.status ?? 500
  problem(response, status, status < 500 ? error.message : 'internal error')
}
