/**
 * The web interface in Chromium over a demo that trades eight pairs at four slices a second, with 1,000,000 candles in its store and
 * 100,000 trials in its ledger: what the first load weighs, when the Desk can be used, and which task blocks a page for longest.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright-core'
import { DEFAULT_PAIRS } from '../../../app/config/topology.js'
import { packageRoot } from '../../../lib/package-root.js'
import { testServer } from '../../support/store-server.js'
import { median } from '../measure.js'
import { writeCandles, writeTrials } from './stock.js'
import { longestTask, readyMs } from './watch-page.js'

export interface UiBench {
  readonly name: 'ui'
  readonly pairs: number
  readonly slicesPerSec: number
  readonly candles: number
  readonly trials: number
  /** Scripts, styles and the page, gzip. */
  readonly firstLoadKb: number
  /** Median of the loads: six lines, watch list and chart are there. */
  readonly interactiveMs: number
  /** Longest task of the page, CPU time: a load of the Desk, the Desk while it is live, from page to page. */
  readonly loadTaskCpuMs: number
  readonly deskTaskCpuMs: number
  readonly deskTaskMs: number
  readonly pagesTaskCpuMs: number
  /** Until a page of the ledger of trials is shown, and the next. */
  readonly trialsMs: number
  readonly trialsNextMs: number
  readonly trialsTaskCpuMs: number
  /** The chart goes back over candles of the store, then shows 500 hours. */
  readonly candlesShown: number
  readonly chartTaskCpuMs: number
}

const SLICES_PER_SEC = 4
const TRIALS = 100_000
const LOADS = 5
const LIVE_MS = 20_000
const PAGE_MS = 4_000
const PAGES = Object.freeze(['why', 'graph', 'gates', 'ledger', 'system'])
const DESK = `document.querySelectorAll('.watch .pair').length === ${DEFAULT_PAIRS.length}
  && /Live/.test(document.querySelector('.six .line')?.textContent ?? '') && document.querySelector('.chart canvas')`

export const benchUi = async (): Promise<UiBench> => {
  const server = await testServer()
  const folder = join(server.dataDir, 'demo')
  try {
    const candles = await writeCandles(await server.store(60_000), DEFAULT_PAIRS)
    mkdirSync(join(folder, '.sep'), { recursive: true })
    writeTrials(join(folder, '.sep', 'ledger.ndjson'), TRIALS)
    const figures = await withDemo(folder, server.now().socket, async (url) => {
      const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
      try {
        return await measured(browser, url)
      } finally {
        await browser.close()
      }
    })
    const { length: pairs } = DEFAULT_PAIRS
    const about = { name: 'ui' as const, pairs, slicesPerSec: SLICES_PER_SEC, candles, trials: TRIALS }
    return { ...about, firstLoadKb: firstLoadKb(), ...figures }
  } finally {
    await server.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

const firstLoadKb = (): number => {
  const dist = join(packageRoot(), 'dist', 'ui')
  const assets = readdirSync(join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name))
  const files = ['index.html', ...assets.map((name) => join('assets', name))]
  return Math.round(files.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name))).length, 0) / 1024)
}

const withDemo = async <T>(folder: string, socket: string, use: (url: string) => Promise<T>): Promise<T> => {
  const main = join(packageRoot(), 'dist/cli/main.js')
  const speed = String(SLICES_PER_SEC * 60)
  const child = spawn(process.execPath, [main, 'demo', '--port', '0', '--speed', speed, '--days', '30', '--json'], {
    cwd: folder,
    env: { ...process.env, SEP_STORE_URL: socket },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    return await use(await tradingUrl(child.stdout))
  } finally {
    child.kill('SIGTERM')
  }
}

const tradingUrl = async (output: NodeJS.ReadableStream): Promise<string> => {
  const at = { url: '' }
  for await (const line of createInterface({ input: output })) {
    const event = JSON.parse(line) as { readonly event: string; readonly url?: string }
    if (event.url) at.url = event.url
    if (event.event === 'trading') return at.url
  }
  throw new Error('the demo ended before it traded')
}

const newPage = async (browser: Browser): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  return context.newPage()
}

const measured = async (browser: Browser, url: string) => {
  const desk = `${url}/`
  const loads: number[] = []
  for (let n = 0; n < LOADS; n++) {
    const page = await newPage(browser)
    loads.push(await opened(page, desk))
    await page.context().close()
  }
  const page = await newPage(browser)
  const load = await longestTask(browser, page, () => opened(page, desk))
  const live = await longestTask(browser, page, () => sleep(LIVE_MS))
  const pages = await longestTask(browser, page, async () => {
    for (const name of PAGES) {
      await page.click(`nav a[href*="page=${name}"]`)
      await page.waitForSelector('main .panel')
      await sleep(PAGE_MS)
    }
  })
  return {
    interactiveMs: Math.round(median(loads)),
    loadTaskCpuMs: load.cpuMs,
    deskTaskCpuMs: live.cpuMs,
    deskTaskMs: live.wallMs,
    pagesTaskCpuMs: pages.cpuMs,
    ...(await trialsFigures(browser, page, url)),
    ...(await chartFigures(browser, page, desk)),
  }
}

/** Until the Desk can be used. */
const opened = async (page: Page, desk: string): Promise<number> => {
  await page.goto(desk, { waitUntil: 'commit' })
  return readyMs(page, DESK)
}

const FIRST_TRIAL = `document.querySelector('[aria-label^="Ledger of trials"] tbody tr')?.textContent`
const TRIAL_ROWS = `document.querySelectorAll('[aria-label^="Ledger of trials"] tbody tr').length === 50`
const trialsFigures = async (browser: Browser, page: Page, url: string) => {
  const times: number[] = []
  const task = await longestTask(browser, page, async () => {
    await page.goto(`${url}/?page=studies`, { waitUntil: 'commit' })
    times.push(await readyMs(page, TRIAL_ROWS))
    const top = await page.evaluate<string>(FIRST_TRIAL)
    const startMs = await page.evaluate<number>('performance.now()')
    await page.getByRole('navigation', { name: 'pages of the ledger of trials' }).getByText('Older').click()
    times.push((await readyMs(page, `${TRIAL_ROWS} && ${FIRST_TRIAL} !== ${JSON.stringify(top)}`)) - startMs)
  })
  const [trialsMs = 0, trialsNextMs = 0] = times.map(Math.round)
  return { trialsMs, trialsNextMs, trialsTaskCpuMs: task.cpuMs }
}

const SHOWN = `Number(document.querySelector('.chart').ariaLabel.match(/, ([\\d,]+) candles/)?.[1].replaceAll(',', '') ?? 0)`
const CANDLES = 10_000
const chartFigures = async (browser: Browser, page: Page, desk: string) => {
  await opened(page, desk)
  const box = (await page.locator('.chart').boundingBox()) as { x: number; y: number; width: number }
  await page.mouse.move(box.x + box.width / 2, box.y + 100)
  const shown = () => page.evaluate<number>(SHOWN)
  const seen: number[] = []
  const task = await longestTask(browser, page, async () => {
    while ((await shown()) < CANDLES) {
      await page.mouse.wheel(-8000, 0)
      await sleep(100)
    }
    await sleep(PAGE_MS)
    seen.push(await shown())
    await page.getByRole('button', { name: 'H1', exact: true }).click()
    await sleep(PAGE_MS)
  })
  return { candlesShown: seen[0] as number, chartTaskCpuMs: task.cpuMs }
}
