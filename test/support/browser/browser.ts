/** Pages of the web interface in a real Chromium, with the answers of a sample or of a real demo behind them. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import express from 'express'
import type { BrowserContextOptions, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { listen } from '../../../lib/listen.js'
import { makeFolder } from '../../../lib/make-folder.js'
import { ROOT } from '../paths.js'
import { type SampleApi, SampleProblem } from '../ui/sample-api.js'
import { launchChromium } from './chromium.js'
import { onRequest, patientPage, slowDown } from './patient-page.js'

export const UI_FOLDER = join(ROOT, 'dist', 'ui')
const SHOTS = join(ROOT, 'out', 'ui')
/** As the server sends it. */
const POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

/** The interface as its sources are now. */
const buildUi = (): void => {
  const { status, stderr } = spawnSync(process.execPath, ['deploy/build/build-ui.mjs'], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

/** Serves the files alone; the sample answers in the browser. */
const serveFiles = () => {
  const app = express()
  app.use((_request, response, next) => {
    response.set({ 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' })
    next()
  })
  app.use(express.static(UI_FOLDER))
  return listen(app, { port: 0, host: '127.0.0.1' })
}

export interface OpenOptions extends Omit<BrowserContextOptions, 'viewport'> {
  readonly width?: number
  readonly height?: number
  /** Query of the address. */
  readonly at?: string
  /** Answers in the browser; without it the server answers. */
  readonly api?: SampleApi
  /** The other end of the socket; default: it takes every message and answers nothing. */
  readonly socket?: (route: WebSocketRoute) => void
  readonly before?: (page: Page) => Promise<unknown>
  /** What the console may complain of. */
  readonly complains?: RegExp
}

export interface TestBrowser {
  /** Closes the page before. */
  readonly open: (options?: OpenOptions) => Promise<Page>
  /** Closes the page; complaints since the last call: console, exceptions, the content security policy. */
  readonly leave: () => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

/** `url`: of a server that runs; default: the files alone. */
const testBrowser = async (url?: string): Promise<TestBrowser> => {
  buildUi()
  const files = url === undefined ? await serveFiles() : undefined
  const browser = await launchChromium()
  const complaints: string[] = []
  const closePages = async (): Promise<void> => {
    for (const context of browser.contexts()) await context.close()
  }
  const open = async (options: OpenOptions = {}): Promise<Page> => {
    const { width = 1440, height = 900, at = '', api, socket = () => {}, before, complains, ...more } = options
    await closePages()
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', ...more })
    const page = await patientPage(context)
    const complain = (text: string) => complains?.test(text) || complaints.push(text)
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complain(message.text())
    })
    page.on('pageerror', (error) => complain(String(error)))
    if (api) await answer(page, api, socket)
    await slowDown(page)
    await before?.(page)
    await page.goto(`${files?.url ?? url}/${at}`)
    return page
  }
  return {
    open,
    leave: async () => {
      await closePages()
      return complaints.splice(0)
    },
    close: async () => {
      await browser.close()
      await files?.close()
    },
  }
}

const answer = async (page: Page, api: SampleApi, socket: (route: WebSocketRoute) => void): Promise<void> => {
  await page.routeWebSocket(/\/ws$/, socket)
  await onRequest(page, '**/api/**', async (route) => {
    const { pathname, searchParams } = new URL(route.request().url())
    const found = api[pathname]?.(searchParams, route.request().postDataJSON())
    const body = found ?? new SampleProblem(404, 'not-found', `there is nothing at ${pathname}`)
    if (body === 'abort') return route.abort()
    const problem = body instanceof SampleProblem
    await route.fulfill({
      status: problem ? body.status : 200,
      contentType: problem ? 'application/problem+json' : 'application/json',
      body: JSON.stringify(body),
    })
  })
}

/** A picture of the whole page under out/ui. */
export const shoot = async (page: Page, name: string): Promise<void> => {
  makeFolder(SHOTS)
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}

export const untilText = (page: Page, selector: string, pattern: RegExp) =>
  expect.poll(() => page.textContent(selector)).toMatch(pattern)

export const filesOfBuild = (name: string): string => readFileSync(join(UI_FOLDER, name), 'utf8')

/** One browser for the tests of a file; each must leave without complaints. */
export const browserOfFile = (url?: () => Promise<string>): (() => TestBrowser) => {
  const held: { browser?: TestBrowser } = {}
  const browser = (): TestBrowser => held.browser as TestBrowser
  beforeAll(async () => {
    held.browser = await testBrowser(await url?.())
  })
  // Closed first: a page goes on asking, and complains, while the test has ended.
  afterEach(async () => expect(await browser().leave()).toEqual([]))
  afterAll(() => held.browser?.close())
  return browser
}
