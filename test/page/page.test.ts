/** The page in a real browser, connected to a real demo. Code that runs inside the page is passed as text: it has types of its own. */
import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { demo } from '../../deploy/demo.js'
import { sepProgram } from '../../app/config/graph-program.js'
import { resolveSettings } from '../../app/config/settings.js'
import { DEFAULT_PAIRS } from '../../app/config/topology.js'
import { sep } from '../../graph/sep.js'
import { EAGER } from '../support/sep-run.js'

const CHROMIUM = '/usr/bin/chromium'
const settings = resolveSettings({ profile: 'demo', set: EAGER })
const abort = new AbortController()
let url = ''
let ended: Promise<void> = Promise.resolve()
let browser: Browser | undefined

beforeAll(async () => {
  if (!existsSync(CHROMIUM))
    throw new Error(`${CHROMIUM} is missing: apt-get install -y --no-install-recommends chromium`)
  await new Promise<void>((resolve, reject) => {
    ended = demo({
      program: sepProgram(settings),
      seed: 1,
      speed: 1200,
      port: 0,
      host: '127.0.0.1',
      days: 4,
      signal: abort.signal,
      onListening: (address) => {
        url = address
      },
      onTrading: resolve,
    })
    ended.catch(reject)
  })
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
})
afterAll(async () => {
  await browser?.close()
  abort.abort()
  await ended
})

/** Complaints of the browser: console errors, exceptions, violations of the content security policy. */
const complaints: string[] = []
let page: Page
afterEach(async () => {
  expect(complaints.splice(0)).toEqual([])
  await setKillSwitch(false)
})
const openPage = async (
  options: BrowserContextOptions = {},
  prepare?: (blank: Page) => Promise<unknown>,
): Promise<void> => {
  for (const context of (browser as Browser).contexts()) await context.close()
  const context = await (browser as Browser).newContext({ viewport: { width: 1360, height: 900 }, ...options })
  page = await context.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await prepare?.(page)
  await page.goto(url)
  await page.waitForSelector('#clock')
}
const openFilled = async (
  options: BrowserContextOptions = {},
  prepare?: (blank: Page) => Promise<unknown>,
): Promise<void> => {
  await openPage(options, prepare)
  await page.waitForSelector('#instruments tbody tr')
}
const setKillSwitch = (on: boolean) =>
  fetch(`${url}/api/kill-switch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ on }),
  })
const inPage = <T>(text: string): Promise<T> => page.evaluate(text)
/** Texts of all matching elements. */
const texts = (selector: string) => page.locator(selector).allTextContents()
/** Number of distinct colours on a canvas; 1 if nothing is drawn. */
const coloursOn = (id: string) =>
  inPage<number>(`(() => {
    const canvas = document.querySelector('#${id}')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    return new Set(new Uint32Array(data.buffer)).size
  })()`)
const POLL = { interval: 50, timeout: 15_000 }
const untilText = (selector: string, pattern: RegExp) =>
  expect.poll(() => page.textContent(selector), POLL).toMatch(pattern)
/** Waits until the text changes. */
const untilChanged = async (selector: string) => {
  const before = await page.textContent(selector)
  await expect.poll(() => page.textContent(selector), POLL).not.toBe(before)
}

describe('the page', () => {
  beforeAll(() => openFilled())

  test('charts are drawn and described in words, the table is filled, the clock runs', async () => {
    await expect.poll(() => page.getAttribute('#nav', 'aria-label'), POLL).toContain('now')
    for (const id of ['candles', 'metrics', 'nav']) expect(await coloursOn(id), id).toBeGreaterThan(3)
    expect(await page.getAttribute('#candles', 'aria-label')).toMatch(/^AUD_USD, last 1\d\d minutes: low 0\.\d{5}/)
    const rows = await texts('#instruments tbody tr')
    expect(rows.map((row) => row.slice(0, 7))).toEqual([...DEFAULT_PAIRS].sort())
    for (const row of rows) expect(row).toMatch(/^[A-Z]{3}_[A-Z]{3}\d+\.\d+/)
    expect(await page.textContent('#clock')).toMatch(/^[A-Z][a-z]{2} 2024-03-\d\d \d\d:\d\d UTC, 1200x$/)
    await untilChanged('#clock')
  })

  test('every number has an explanation', async () => {
    const numbers = '#instruments th[scope=col], #orders th[scope=col], #account > div, header button'
    const titles = await inPage<string[]>(`[...document.querySelectorAll('${numbers}')].map((one) => one.title)`)
    expect(titles.length).toBeGreaterThan(30)
    expect(titles.filter((title) => title.length < 5)).toEqual([])
    await page.click('#legend summary')
    expect((await texts('#legend dt')).length).toBe((await texts('#instruments th[scope=col]')).length)
  })

  test('the topology shows every node with its rate, frames the loop and describes the selected node', async () => {
    const { nodes } = sep(settings)
    expect(await texts('#graph button b')).toEqual(nodes.map(({ id }) => id))
    await untilText('#graph button[data-node=risk]', /\d rows\/s\np50 \d/)
    expect(await texts('#graph button.loop b')).toEqual(['broker', 'strategy', 'size', 'orders', 'risk'])
    const edges = await inPage<string[]>(
      `[...document.querySelectorAll('#graph path')].map((path) => path.getAttribute('class') + path.dataset.from + path.dataset.to)`,
    )
    expect(edges.length).toBe(nodes.reduce((sum, node) => sum + Object.keys(node.wires).length, 0))
    expect(edges.filter((edge) => edge.startsWith('delay'))).toEqual(['delayriskbroker'])
    const covered = await inPage<number>(`(() => {
      const boxes = [...document.querySelectorAll('#graph button')].map((one) => one.getBoundingClientRect())
      const over = (a, b) => a !== b && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
      return boxes.filter((a) => boxes.some((b) => over(a, b))).length
    })()`)
    expect(covered).toBe(0)
    await page.click('#graph button[data-node=gates]')
    expect(await page.textContent('#node')).toMatch(/^gates.*Readsshadow, session, candle.*windowDays 30/)
  })

  test('an instrument is selected by keyboard; focus and open details survive the refreshes', async () => {
    const button = page.locator('#instruments button', { hasText: 'USD_JPY' })
    await button.focus()
    await page.keyboard.press('Enter')
    await untilText('#why-slice', /^USD_JPY, newest slice/)
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    expect(await page.inputValue('#instrument')).toBe('USD_JPY')
    await page.locator('#steps li:last-child summary').focus()
    await page.keyboard.press('Enter')
    await untilChanged('#why-slice')
    await untilChanged('#why-slice')
    expect(await inPage(`document.activeElement === document.querySelector('#steps li:last-child summary')`)).toBe(true)
    expect(await inPage(`document.querySelector('#steps li:last-child details').open`)).toBe(true)
    expect(await page.textContent('#steps li:last-child')).toMatch(/^candle .*present\d/)
  })

  test('an order is explained from its own slice; then back to the newest one', async () => {
    await page.waitForSelector('#orders tbody button')
    const key = await inPage<string>(`document.querySelector('#orders tbody tr').dataset.key`)
    const row = page.locator(`#orders tbody tr[data-key="${key}"]`)
    const [time, instrument] = await row.locator('th, td').allTextContents()
    await row.locator('button').click()
    await untilText('#why-slice', new RegExp(`^${instrument}, slice of .*${time} UTC$`))
    expect(await page.textContent('#verdict')).toMatch(/^order: /)
    const steps = await texts('#steps b')
    expect([steps[0], steps.at(-1)]).toEqual(['risk', 'candle'])
    await page.click('#why-now')
    await untilText('#why-slice', /newest slice/)
    expect(await page.isHidden('#why-now')).toBe(true)
  })

  test('the kill switch button: announced, obeyed, off again; flatten', async () => {
    const kill = page.getByRole('switch', { name: 'Kill switch' })
    await kill.click()
    await untilText('#notice', /^Kill switch is ON: positions can only be reduced/)
    expect(await kill.getAttribute('aria-checked')).toBe('true')
    expect(await (await fetch(`${url}/api/kill-switch`)).json()).toEqual({ on: true, flatten: false })
    await page.getByRole('button', { name: 'Kill and flatten' }).click()
    await untilText('#notice', /all positions are closed/)
    await untilText('#account', /Margin used0\.0 %/)
    await kill.focus()
    await page.keyboard.press('Space')
    await untilText('#notice', /^$/)
    expect(await kill.getAttribute('aria-checked')).toBe('false')
  })
})

describe('the page in other circumstances', () => {
  test('a demo that stops responding is reported first of all', async () => {
    await openFilled()
    await page.route('**/api/status', (route) => route.abort())
    await untilText('#notice', /^Not connected: the demo does not respond/)
    await page.unroute('**/api/status')
    await untilText('#notice', /^$/)
    expect(complaints.splice(0).filter((text) => !text.includes('ERR_FAILED'))).toEqual([])
  })

  test('a clock that stands still is reported as stale', async () => {
    await openFilled({}, (blank) => blank.clock.install())
    const body = await (await fetch(`${url}/api/status`)).text()
    await page.route('**/api/status', (route) => route.fulfill({ contentType: 'application/json', body }))
    const { tsMs } = JSON.parse(body) as { tsMs: number }
    const minute = new Date(tsMs).toISOString().slice(11, 16)
    await untilText('#clock', new RegExp(minute))
    expect(await page.textContent('#notice')).toBe('')
    await page.clock.fastForward(11_000)
    await untilText('#notice', /^Stale: no new slices arrive/)
  })

  test('during the warm-up it shows the days and no other number', async () => {
    const body = JSON.stringify({ daysDone: 43, days: 75, trading: false })
    await openPage({}, (blank) =>
      blank.route('**/api/warmup', (route) => route.fulfill({ contentType: 'application/json', body })),
    )
    await untilText('#notice', /^Warming up: 43 of 75 days of history$/)
    expect(await inPage(`[document.querySelector('#warmup').value, document.querySelector('#warmup').max]`)).toEqual([
      43, 75,
    ])
    expect(await texts('#instruments tbody tr')).toEqual([])
    await page.unroute('**/api/warmup')
    await page.waitForSelector('#instruments tbody tr')
    expect(await page.isHidden('#warmup')).toBe(true)
  })

  test('at 360 pixels nothing overflows', async () => {
    await openFilled({ viewport: { width: 360, height: 740 } })
    expect(await inPage('document.documentElement.scrollWidth')).toBe(360)
    expect(await coloursOn('candles')).toBeGreaterThan(3)
  })

  test.each([
    ['light', 1360],
    ['dark', 1360],
    ['light', 360],
  ] as const)('axe finds nothing: %s, %i pixels', async (colorScheme, width) => {
    // The content security policy would block axe; every other test watches what the page itself does under the policy.
    await openFilled({ colorScheme, bypassCSP: true, viewport: { width, height: 900 } })
    await page.waitForSelector('#orders tbody button')
    await page.click('#graph button[data-node=qfh]')
    await page.click('#steps summary')
    await page.click('#legend summary')
    await setKillSwitch(true)
    await untilText('#notice', /^Kill switch is ON/)
    await page.addScriptTag({ content: axe.source })
    const found = await inPage<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`)
    expect(found).toEqual([])
  })
})
