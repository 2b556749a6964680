/** The document at /openapi.json, the page that shows it at /docs, and the guide at /docs/guide. */
import { join } from 'node:path'
import express, { type Express } from 'express'
import { packageRoot } from '../../lib/package-root.js'
import type { Authority } from '../auth/authority.js'
import type { Model } from '../model/model.js'
import { openApiDocument } from '../openapi/document.js'
import type { Route } from '../routes/route.js'
import { notAllowed } from './not-allowed.js'

interface DocsInputs {
  readonly model: Model
  readonly authority: Authority
}

export const addDocs = (app: Express, routes: readonly Route[], { model, authority }: DocsInputs): void => {
  const folder = join(packageRoot(), 'api', 'openapi', 'page')
  const others = notAllowed(authority, [{ method: 'get' }])
  app
    .route('/openapi.json')
    .get(async (request, response) => {
      await authority.authorize(request)
      const { version } = await model.pipeline.state()
      const openReads = authority.isOpen(request)
      response.json(openApiDocument(routes, { version, account: model.account, openReads }))
    })
    .all(others)
  app
    .route('/docs')
    .get((_request, response) => response.sendFile('index.html', { root: folder, cacheControl: false }))
    .all(others)
  const guide = join(packageRoot(), 'dist', 'guide')
  app
    .route('/docs/guide')
    .get((_request, response) => response.redirect(308, '/docs/guide/'))
    .all(others)
  app.use('/docs/guide', express.static(guide, { extensions: ['html'], cacheControl: false, redirect: false }))
  app.use('/docs', express.static(folder, { index: false, cacheControl: false, redirect: false }))
}
