/** The page: its files, and its index for each of its paths. */
import { join } from 'node:path'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import type { Authority } from '../auth/authority.js'
import { sessionCookie } from '../auth/cookies.js'
import { DAY_MS } from '../../lib/time-units.js'

/** First words of the paths that the page knows; the rest of a path is its own affair. */
const PAGE_PATHS = ['desk', 'why', 'graph', 'gates', 'studies', 'ledger', 'system']

/** `folder`: the built page. Names of files in `assets` carry a hash. */
export const addPages = (app: Express, folder: string, authority: Authority): void => {
  const index: RequestHandler = async (request, response) => {
    await logIn(authority, request, response)
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: folder, cacheControl: false })
  }
  app.get(['/', '/index.html', ...PAGE_PATHS.flatMap((word) => [`/${word}`, `/${word}/*rest`])], index)
  app.use('/assets', express.static(join(folder, 'assets'), { maxAge: 365 * DAY_MS, immutable: true, index: false }))
  app.use(express.static(folder, { index: false, cacheControl: false, redirect: false }))
}

/** Where pages are logged in by themselves, the first of a browser brings its session along. */
const logIn = async (authority: Authority, request: Request, response: Response): Promise<void> => {
  const secret = await authority.ownSession(request)
  if (secret !== null) response.append('Set-Cookie', sessionCookie(request, secret))
}
