/** The HTTP interface of a live pipeline on loopback: liveness, readiness, the account, and explanations of orders. */
import type { IncomingMessage, RequestListener } from 'node:http'
import express, { type Express, type Response } from 'express'
import { z } from 'zod'
import { toDot, toMermaid, type Topology } from '../graph/engine/define/topology.js'
import { CodedError } from '../lib/errors.js'
import type { Explanation } from '../graph/explain/explain.js'
import type { StageStats } from '../graph/engine/run/telemetry.js'
import type { Phase, ReadyReason } from '../model/ready-codes.js'
import { systemClock } from '../lib/clock.js'
import { roundFields } from '../lib/round.js'
import { metricsPage } from './metrics/metrics-page.js'
import { addBuild, type Build } from './metrics/model-sources.js'
import { addReadiness, addStage } from './metrics/pipeline-samples.js'
import type { SampleSource } from './metrics/sample-source.js'

export interface LivePorts {
  readonly reasons: () => readonly ReadyReason[]
  readonly phase: () => Phase
  /** What blocks each traded instrument, and what is to be known of it. */
  readonly instruments: () => Readonly<Record<string, unknown>>
  readonly status: () => Readonly<Record<string, unknown>>
  readonly stats: () => readonly StageStats[]
  /** Figures of a part besides those of its pipeline and stages. */
  readonly samples?: readonly SampleSource[]
  readonly build: Build
  /** Null before the graph is open. */
  readonly topology: () => Topology | null
  /** `tsMs` undefined: the newest slice. Throws a SepError if there is no explanation: `bad-argument` or `missing-data`. */
  readonly explain: (instrument: string, tsMs: number | undefined) => Explanation
}

/** Money in home currency has four decimals. */
const MONEY = Object.freeze({ nav: 4, balance: 4 })

const graphQuery = z.object({
  format: z.enum(['json', 'mermaid', 'dot'], { error: 'format: json, mermaid or dot' }).default('json'),
})

const explainQuery = z.object({
  instrument: z.string({ error: 'instrument: write one like EUR_USD' }).min(1).max(20),
  tsMs: z
    .string()
    .regex(/^\d{1,15}$/, { error: 'tsMs: the time of a slice, milliseconds UTC' })
    .transform(Number)
    .optional(),
})

/** What answers everything but the probes. */
export interface RestOfLive {
  readonly app: RequestListener
  /** Rejects, or resolves false, for a caller without the right to read. */
  readonly mayRead: (request: IncomingMessage) => Promise<boolean>
}

/** `rest`: of a process that steps the whole graph. A part has its own status, topology and statistics alone. */
export const liveApp = (ports: LivePorts, rest?: RestOfLive): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.use(rest ? ['/health', '/ready', '/status'] : '/', (_request, response, next) => {
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  app.get('/health', (_request, response) => void response.json({ status: 'ok', phase: ports.phase() }))
  app.get('/ready', (_request, response) => {
    const reasons = ports.reasons()
    response
      .status(reasons.length === 0 ? 200 : 503)
      .json({ ready: reasons.length === 0, reasons, instruments: ports.instruments() })
  })
  app.get('/status', async (request, response) => {
    if (rest && !(await rest.mayRead(request).catch(() => false))) return problem(response, 401, 'a token is needed')
    response.json(roundFields(ports.status(), MONEY))
  })
  if (rest) app.use(rest.app)
  else addPartRoutes(app, ports)
  return app
}

const partSources = ({ build, phase, reasons, stats, samples = [] }: LivePorts): readonly SampleSource[] => [
  { source: 'build', addTo: (add) => addBuild(add, build, '') },
  { source: 'pipeline', addTo: (add) => addReadiness(add, reasons(), phase()) },
  {
    source: 'stages',
    addTo: (add) => {
      for (const stage of stats()) for (const node of stage.nodes) addStage(add, node, stage)
    },
  },
  ...samples,
]

const addPartRoutes = (app: Express, ports: LivePorts): void => {
  const metrics = metricsPage(partSources(ports), systemClock)
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text())
  })
  app.get('/api/status', (_request, response) => void response.json(roundFields(ports.status(), MONEY)))
  app.get('/api/graph', (request, response) => {
    const query = graphQuery.safeParse(request.query)
    if (!query.success) return problem(response, 400, 'bad request', query.error.issues[0]?.message)
    const topology = ports.topology()
    if (topology === null) return problem(response, 404, 'no graph', 'the graph is not open yet')
    const { format } = query.data
    if (format === 'json') return void response.json(topology)
    response.type('text/plain').send(format === 'mermaid' ? toMermaid(topology) : toDot(topology))
  })
  app.get('/api/graph/stats', (_request, response) => void response.json(ports.stats()))
  app.get('/api/explain', (request, response) => {
    const query = explainQuery.safeParse(request.query)
    if (!query.success) return problem(response, 400, 'bad request', query.error.issues[0]?.message)
    try {
      response.json(ports.explain(query.data.instrument, query.data.tsMs))
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      problem(response, error.code === 'bad-argument' ? 400 : 404, 'no explanation', error.message)
    }
  })
  app.use((_request, response) => problem(response, 404, 'not found'))
}

const problem = (response: Response, status: number, title: string, detail?: string): void => {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, ...(detail ? { detail } : {}) }))
}
