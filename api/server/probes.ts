/** What programs that watch over the process ask: is it alive, may it trade, its metrics. They stand outside the document. */
import type { Express, RequestHandler, Response } from 'express'
import type { z } from 'zod'
import type { Authority } from '../auth/authority.js'
import type { readySchema } from '../contract/status.js'
import type { Model } from '../model/model.js'
import { ApiError } from '../routes/api-error.js'
import { jsonText } from './json-text.js'
import type { MetricsPage } from '../metrics/metrics-page.js'
import { notAllowed } from './not-allowed.js'

interface ProbeInputs {
  readonly model: Model
  readonly authority: Authority
  readonly metrics: MetricsPage
}
type Ready = z.output<typeof readySchema>

export const addProbes = (app: Express, { model, authority, metrics }: ProbeInputs): void => {
  const probe = (path: string, handler: RequestHandler) =>
    app
      .route(path)
      .get(handler)
      .all(notAllowed(authority, [{ method: 'get' }]))

  probe('/health', async (request, response) => {
    await authority.authorize(request)
    const { phase } = await model.pipeline.state()
    sendJson(response, 200, { status: 'ok', phase })
  })
  probe('/ready', async (request, response) => {
    const { scope } = await authority.authorize(request)
    const { ready } = await model.pipeline.state()
    if (!ready.ready) response.set('Retry-After', '1')
    sendJson(response, ready.ready ? 200 : 503, scope === 'public' ? withoutFigures(ready) : ready)
  })
  probe('/metrics', async (request, response) => {
    const { scope } = await authority.authorize(request)
    if (scope === 'public') throw new ApiError('unauthorized', 'send Authorization: Bearer <token>')
    response.type(metrics.contentType).send(await metrics.text())
  })
}

/** For callers who may not read: no amount and no id. */
const withoutFigures = ({ ready, reasons }: Ready): Ready => ({
  ready,
  reasons: reasons.map(({ code, sinceMs }) => ({ code, text: code.replaceAll('_', ' '), sinceMs })),
  instruments: {},
})

const sendJson = (response: Response, status: number, body: unknown): void => {
  response.status(status).type('application/json').send(jsonText(body))
}
