/** The HTTP face of a live pipeline on the loopback interface: is it alive, is it ready, and what does its account look like. */
import express, { type Express } from 'express'
import type { StageStats } from '../graph/telemetry.js'

export interface LivePorts {
  readonly reasons: () => readonly string[]
  readonly status: () => Readonly<Record<string, unknown>>
  readonly stats: () => readonly StageStats[]
}

export const liveApp = (ports: LivePorts): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.use((_request, response, next) => {
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  app.get('/health', (_request, response) => void response.json({ status: 'ok' }))
  app.get('/ready', (_request, response) => {
    const reasons = ports.reasons()
    response.status(reasons.length === 0 ? 200 : 503).json({ ready: reasons.length === 0, reasons })
  })
  app.get('/api/status', (_request, response) => void response.json(ports.status()))
  app.get('/api/graph/stats', (_request, response) => void response.json(ports.stats()))
  app.use((_request, response) => {
    response
      .status(404)
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title: 'not found', status: 404 }))
  })
  return app
}
