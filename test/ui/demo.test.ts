/** The web interface on a real demo: every page, live figures, the kill switch obeyed. */
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { sepProgram } from '../../app/config/graph-program.js'
import { resolveSettings } from '../../app/config/settings.js'
import { DEFAULT_PAIRS } from '../../app/config/topology.js'
import { demo } from '../../deploy/demo.js'
import { browserOfFile, shoot, untilText } from '../support/browser/browser.js'
import { axeFindsNothing, fits } from '../support/browser/filled.js'
import { EAGER } from '../support/sep-run.js'
import { until } from '../support/until.js'

const abort = new AbortController()
const held = { url: '', ended: Promise.resolve() }
const start = () =>
  new Promise<string>((resolve, reject) => {
    const onListening = (url: string) => {
      held.url = url
    }
    const program = sepProgram(resolveSettings({ profile: 'demo', set: EAGER }))
    const inputs = { program, seed: 1, speed: 1200, port: 0, host: '127.0.0.1', days: 4, signal: abort.signal }
    held.ended = demo({ ...inputs, onListening, onTrading: () => resolve(held.url) })
    held.ended.catch(reject)
  })
const browser = browserOfFile(start)
afterAll(async () => {
  abort.abort()
  await held.ended
})

/** It closes by itself once a slice has carried the request; where that takes longer than the answer waits, it stays. */
const leaveDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
}

const PAGES = ['desk', 'why', 'graph', 'gates', 'studies', 'ledger', 'system']

describe('the demo', () => {
  test('figures are live, the watch list is full, the chart is drawn', async () => {
    const page = await browser().open()
    await untilText(page, '.six .line:first-child', /Live.*by demo/)
    const names = async () => {
      const texts = await page.locator('.watch .pair button').allTextContents()
      return texts.map((name) => name.replace('/', '_')).sort()
    }
    await expect.poll(names).toEqual([...DEFAULT_PAIRS].sort())
    await untilText(page, '.env', /^DEMO$/)
    await untilText(page, '.wire', /^socket$/)
    const slice = async () =>
      /slice \d\d:\d\d/.exec((await page.textContent('.six .line:first-child .more')) ?? '')?.[0]
    const before = await until('a slice is shown', 60_000, slice)
    await until('the next slice is shown', 60_000, async () => {
      const now = await slice()
      return now !== before && now
    })
    await page.waitForSelector('.chart canvas')
    await shoot(page, 'demo-desk-1440')
  })

  test('the kill switch: on by one confirmation, off by the account, without a token', async () => {
    const page = await browser().open()
    await page.getByRole('button', { name: 'Kill switch…' }).click()
    await page.getByRole('button', { name: 'Kill switch on', exact: true }).click()
    await untilText(page, '.six .line:nth-child(2)', /No: kill switch ON/)
    await leaveDialog(page)
    await page.getByRole('button', { name: 'Kill switch ON' }).click()
    await page.getByRole('textbox').fill('demo')
    await page.getByRole('button', { name: 'Turn it off' }).click()
    await untilText(page, '.six .line:nth-child(2)', /Yes/)
    await leaveDialog(page)
  })

  test('the interface at /docs: filtered, called and answered; at 390 and 1440 pixels axe finds nothing', async () => {
    const page = await browser().open({ at: 'docs' })
    await page.waitForSelector('main details')
    const shown = () => page.locator('main details:visible').count()
    await expect.poll(shown).toBeGreaterThan(20)
    await page.fill('#filter', 'kill-switch')
    await expect.poll(shown).toBeLessThan(10)
    await page.fill('#filter', '/api/pairs')
    await page.locator('main details:visible summary').first().click()
    await page.locator('main details:visible button').first().click()
    await untilText(page, 'main details[open] pre', /^200 OK.*EUR_USD/s)
    await shoot(page, 'docs-1440')
    const checked = await browser().open({ at: 'docs', bypassCSP: true })
    await checked.waitForSelector('main details')
    for (const width of [1440, 390]) {
      await checked.setViewportSize({ width, height: 900 })
      await fits(checked)
      await axeFindsNothing(checked)
      await shoot(checked, `docs-list-${width}`)
    }
  })

  test('a page by its typed path; a path that is none is named, and leads on', async () => {
    for (const name of PAGES) {
      const page = await browser().open({ at: name })
      await untilText(page, 'h1', new RegExp(`^${name}$`, 'i'))
    }
    for (const path of ['studies/x', 'nonsense']) {
      const page = await browser().open({ at: path, complains: /404/ })
      await untilText(page, 'main', new RegExp(`There is no page at /${path}\\.`))
      await page.locator('main li a', { hasText: 'Gates' }).click()
      await untilText(page, 'nav [aria-current=page]', /^Gates$/)
      await expect.poll(() => page.url()).toMatch(/:\d+\/\?page=gates$/)
    }
  })

  test('every page at 390 pixels: nothing overflows, the policy is kept', async () => {
    const page = await browser().open({ width: 390 })
    for (const name of PAGES) {
      await page.locator('nav a', { hasText: new RegExp(`^${name}$`, 'i') }).click()
      await untilText(page, 'h1', new RegExp(`^${name}$`, 'i'))
      await untilText(page, '.six .line:first-child', /Live/)
      await page.waitForSelector('main .panel header')
      await fits(page, name)
    }
  })
})
