/** Pages of the web interface in a real Chromium, with the answers of a sample or of a real demo behind them. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import express from 'express'
import { type Browser, type BrowserContextOptions, chromium, type Page, type WebSocketRoute } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { listen } from '../../lib/listen.js'
import { makeFolder } from '../../lib/make-folder.js'
import { ROOT } from '../support/paths.js'
import { type SampleApi, SampleProblem } from '../support/ui/sample-api.js'

const CHROMIUM = '/usr/bin/chromium'
export const UI_FOLDER = join(ROOT, 'dist', 'ui')
const SHOTS = join(ROOT, 'out', 'ui')
/** As the server sends it. */
const POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

/** The interface as its sources are now. */
export const buildUi = (): void => {
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
}

export interface TestBrowser {
  readonly open: (options?: OpenOptions) => Promise<Page>
  /** Complaints since the last call: console, exceptions, the content security policy. */
  readonly complaints: () => string[]
  readonly close: () => Promise<void>
}

/** `url`: of a server that runs; default: the files alone. */
export const testBrowser = async (url?: string): Promise<TestBrowser> => {
  if (!existsSync(CHROMIUM))
    throw new Error(`${CHROMIUM} is missing: apt-get install -y --no-install-recommends chromium`)
  buildUi()
  const files = url === undefined ? await serveFiles() : undefined
  const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args })
  const complaints: string[] = []
  const open = async (options: OpenOptions = {}): Promise<Page> => {
    const { width = 1440, height = 900, at = '', api, socket = () => {}, before, ...context } = options
    for (const old of browser.contexts()) await old.close()
    const opened = await browser.newContext({ viewport: { width, height }, ...context })
    const page = await opened.newPage()
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    if (api) await answer(page, api, socket)
    await before?.(page)
    await page.goto(`${files?.url ?? url}/${at}`)
    return page
  }
  return {
    open,
    complaints: () => complaints.splice(0),
    close: async () => {
      await browser.close()
      await files?.close()
    },
  }
}

const answer = async (page: Page, api: SampleApi, socket: (route: WebSocketRoute) => void): Promise<void> => {
  await page.routeWebSocket(/\/ws$/, socket)
  await page.route('**/api/**', async (route) => {
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

/** Violations of WCAG A and AA. The page must be open with `bypassCSP`. */
export const axeViolations = async (page: Page): Promise<string[]> => {
  await page.addScriptTag({ content: axe.source })
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`)
}

/** A picture of the whole page under out/ui. */
export const shoot = async (page: Page, name: string): Promise<void> => {
  makeFolder(SHOTS)
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}

export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

export const untilText = (page: Page, selector: string, pattern: RegExp) =>
  expect.poll(() => page.textContent(selector), { interval: 50, timeout: 15_000 }).toMatch(pattern)

export const filesOfBuild = (name: string): string => readFileSync(join(UI_FOLDER, name), 'utf8')

/** One browser for the tests of a file; each must leave without complaints. */
export const browserOfFile = (url?: () => Promise<string>): (() => TestBrowser) => {
  const held: { browser?: TestBrowser } = {}
  const browser = (): TestBrowser => held.browser as TestBrowser
  beforeAll(async () => {
    held.browser = await testBrowser(await url?.())
  })
  afterEach(() => expect(browser().complaints()).toEqual([]))
  afterAll(() => held.browser?.close())
  return browser
}
