/** The port of a process that shows no account: its metrics, and whether it lives. It holds no amount and asks for no token. */
import express, { type Express } from 'express'
import type { MetricsPage } from './metrics-page.js'

export const metricsApp = (page: MetricsPage): Express => {
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' })
    next()
  })
  app.get('/health', (_request, response) => void response.json({ status: 'ok' }))
  app.get('/metrics', async (_request, response) => {
    response.type(page.contentType).send(await page.text())
  })
  return app
}
