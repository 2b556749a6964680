/** The page: its files, and its index for each of its paths. */
import { join } from 'node:path'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import type { Authority } from '../auth/authority.js'
import { sessionCookie } from '../auth/cookies.js'
import { DAY_MS } from '../../lib/time-units.js'

/** Paths of pages, as they may be typed; their links are `/?page=..`. */
const PAGE_PATHS = ['desk', 'why', 'graph', 'gates', 'studies', 'ledger', 'system']
const NO_PAGES = /^\/(?:api|docs|assets)(?:\/|$)/

/** `folder`: the built page. Names of files in `assets` carry a hash. Returns what answers a browser where there is nothing. */
export const addPages = (app: Express, folder: string, authority: Authority): RequestHandler => {
  const index = async (request: Request, response: Response): Promise<void> => {
    await logIn(authority, request, response)
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: folder, cacheControl: false })
  }
  app.get(['/', '/index.html', ...PAGE_PATHS.flatMap((word) => [`/${word}`, `/${word}/`])], index)
  app.use('/assets', express.static(join(folder, 'assets'), { maxAge: 365 * DAY_MS, immutable: true, index: false }))
  app.use(express.static(folder, { index: false, cacheControl: false, redirect: false }))
  return async (request, response, next) => {
    const isTyped = request.method === 'GET' && request.accepts(['json', 'html']) === 'html'
    if (!isTyped || NO_PAGES.test(request.path)) return next()
    response.status(404)
    await index(request, response)
  }
}

/** Where pages are logged in by themselves, the first of a browser brings its session along. */
const logIn = async (authority: Authority, request: Request, response: Response): Promise<void> => {
  const secret = await authority.ownSession(request)
  if (secret !== null) response.append('Set-Cookie', sessionCookie(request, secret))
}
