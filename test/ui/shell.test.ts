/** The frame around every page. */
import { describe, expect, test } from 'vitest'
import { sampleApi } from '../support/ui/sample-api.js'
import { sampleStudies } from '../support/ui/sample-studies.js'
import { axeViolations, browserOfFile, overflow, shoot, untilText } from './browser.js'

const PAGES = ['desk', 'why', 'graph', 'gates', 'studies', 'ledger', 'system']

const browser = browserOfFile()

describe('shell', () => {
  test('the six lines answer in words, in their order', async () => {
    const page = await browser().open({ api: sampleApi() })
    await untilText(page, '.six .line:first-child', /Live/)
    expect(await page.locator('.six dt').allTextContents()).toEqual([
      'True?',
      'May it trade?',
      'How much?',
      'Holds',
      'Why not more?',
      'Needs you',
    ])
    const lines = await page.locator('.six dd').allInnerTexts()
    expect(lines[0]).toMatch(/slice 12:27.*prices 0\.4 s · candles 3\.0 s · transactions 2\.1 s · by live live-1/s)
    expect(lines[1]).toMatch(/Yes/)
    expect(lines[2]).toMatch(/99,777\.49 USD.*today −222\.51 · open −39\.71.*Daily loss/s)
    expect(lines[3]).toMatch(/1 position.*USD\/CHF long 249,534/s)
    expect(lines[4]).toMatch(/7 of 8 flat.*spread 2, gate 2, no direction 2/s)
    expect(lines[5]).toMatch(/1 alarm.*close 16:00, in 3 h 33 min/s)
    expect(await page.textContent('.env')).toBe('PAPER')
  })

  test('at 390 pixels the six lines are visible without a click or a move', async () => {
    const page = await browser().open({ api: sampleApi(), width: 390, height: 844 })
    await untilText(page, '.six .line:first-child', /Live/)
    const last = await page.locator('.six .line').last().boundingBox()
    expect((last?.y ?? 1e9) + (last?.height ?? 0)).toBeLessThan(600)
  })

  test('each environment has a word and a colour of its own', async () => {
    const api = sampleApi()
    const at = { environment: 'demo' }
    const status = () => ({ ...(api['/api/status']?.(new URLSearchParams(), null) as object), ...at })
    const page = await browser().open({ api: { ...api, '/api/status': status } })
    const seen = new Set<string>()
    for (const [environment, word] of [
      ['demo', 'DEMO'],
      ['paper', 'PAPER'],
      ['practice', 'PRACTICE'],
      ['live', 'LIVE'],
    ] as const) {
      at.environment = environment
      await untilText(page, '.env', new RegExp(`^${word}$`))
      const wanted = `getComputedStyle(document.documentElement).getPropertyValue('--env-${environment}').trim()`
      const own = `getComputedStyle(document.querySelector('.head')).getPropertyValue('--env').trim()`
      expect(await page.evaluate(own)).toBe(await page.evaluate(wanted))
      seen.add(await page.evaluate<string>(own))
    }
    expect(seen.size).toBe(4)
  })

  test('a deep link shows the same page and pair; back goes back; the switch of times holds', async () => {
    const page = await browser().open({ api: sampleApi(), at: '?page=gates&pair=GBP_USD', timezoneId: 'Asia/Tokyo' })
    expect(await page.textContent('nav [aria-current=page]')).toBe('Gates')
    await page.getByRole('link', { name: 'Desk', exact: true }).click()
    await untilText(page, '.pair.chosen', /^GBP\/USD/)
    await page.goBack()
    expect(await page.textContent('nav [aria-current=page]')).toBe('Gates')
    await page.getByRole('button', { name: 'Times: UTC' }).click()
    await untilText(page, '.six .line:first-child', /slice 21:27/)
    await page.reload()
    await untilText(page, '.six .line:first-child', /slice 21:27/)
  })

  test('g and a letter go to a page', async () => {
    const page = await browser().open({ api: sampleApi() })
    await untilText(page, '.six .line:first-child', /Live/)
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await untilText(page, 'nav [aria-current=page]', /^Ledger$/)
  })

  // The other pages: where what they show is tested.
  test('the desk at 1440 and 390 pixels, light and dark: nothing overflows, axe finds nothing', async () => {
    const page = await browser().open({ api: sampleApi(), bypassCSP: true })
    await untilText(page, '.six .line:first-child', /Live/)
    for (const width of [1440, 390])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        await page.waitForSelector('.chart canvas')
        expect(await overflow(page)).toBe(0)
        expect(await axeViolations(page)).toEqual([])
        await shoot(page, `desk-${width}-${colorScheme}`)
      }
  })

  test('from page to page, the styles of one do not reach another', async () => {
    const page = await browser().open({ api: sampleApi({ more: sampleStudies(0) }), at: '?page=why&pair=EUR_USD' })
    const look = () =>
      page.evaluate<string>(`['padding', 'borderLeftWidth', 'display']
        .map((name) => getComputedStyle(document.querySelector('.verdict'))[name]).join()`)
    await page.waitForSelector('.verdict')
    const before = await look()
    for (const name of PAGES) {
      await page.locator('nav a', { hasText: new RegExp(`^${name}$`, 'i') }).click()
      await untilText(page, 'h1', new RegExp(`^${name}$`, 'i'))
      await page.waitForSelector('main .panel')
    }
    await page.locator('nav a', { hasText: 'Why' }).click()
    await page.waitForSelector('.verdict')
    expect(await look()).toBe(before)
  })
})
