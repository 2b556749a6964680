/** The frame around every page. */
import { describe, expect, test } from 'vitest'
import { browserOfFile, shoot, untilText } from '../support/browser/browser.js'
import { axeFindsNothing, filled, fits } from '../support/browser/filled.js'
import { until } from '../support/until.js'
import { sampleApi } from '../support/ui/sample-api.js'
import { sampleStudies } from '../support/ui/sample-studies.js'

const PAGES = ['desk', 'why', 'graph', 'gates', 'studies', 'ledger', 'system']

const browser = browserOfFile()

describe('shell', () => {
  test('the six lines answer in words, in their order', async () => {
    const page = await browser().open({ api: sampleApi() })
    await untilText(page, '.six .line:first-child', /Live/)
    const names = ['True?', 'May it trade?', 'How much?', 'Holds', 'Why not more?', 'Needs you']
    await expect.poll(() => page.locator('.six dt').allTextContents()).toEqual(names)
    const lines = [
      /slice 12:27.*prices 0\.4 s · candles 3\.0 s · transactions 2\.1 s · by live live-1/s,
      /Yes/,
      /99,777\.49 USD.*today −222\.51 · open −39\.71.*Daily loss/s,
      /1 position.*USD\/CHF long 249,534/s,
      /7 of 8 flat.*spread 2, gate 2, no direction 2/s,
      /1 alarm.*close 16:00, in 3 h 33 min/s,
    ]
    await expect
      .poll(() => page.locator('.six dd').allInnerTexts())
      .toEqual(lines.map((line) => expect.stringMatching(line)))
    await untilText(page, '.env', /^PAPER$/)
  })

  test('at 390 pixels the six lines are visible without a click or a move', async () => {
    const page = await browser().open({ api: sampleApi(), width: 390, height: 844 })
    await untilText(page, '.six .line:first-child', /Live/)
    const bottom = async () => {
      const last = await page.locator('.six .line').last().boundingBox()
      return last && last.y + last.height
    }
    await expect.poll(bottom).toBeLessThan(600)
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
      const colour = await until(`the colour of ${word}`, 60_000, () =>
        page.evaluate<string | false>(`${own} === ${wanted} && ${own}`),
      )
      seen.add(colour)
    }
    expect(seen.size).toBe(4)
  })

  test('a deep link shows the same page and pair; back goes back; the switch of times holds', async () => {
    const page = await browser().open({ api: sampleApi(), at: '?page=gates&pair=GBP_USD', timezoneId: 'Asia/Tokyo' })
    await untilText(page, 'nav [aria-current=page]', /^Gates$/)
    await page.getByRole('link', { name: 'Desk', exact: true }).click()
    await untilText(page, '.pair.chosen', /^GBP\/USD/)
    await page.goBack()
    await untilText(page, 'nav [aria-current=page]', /^Gates$/)
    await page.getByRole('button', { name: 'Times: UTC' }).click()
    await untilText(page, '.six .line:first-child', /slice 21:27/)
    await page.reload()
    await untilText(page, '.six .line:first-child', /slice 21:27/)
  })

  test('an address that is no page is named, with links to those that there are; back comes back to it', async () => {
    const page = await browser().open({ api: sampleApi(), at: '?page=nonsense', bypassCSP: true })
    await untilText(page, 'main', /No such page.*There is no page at \/\?page=nonsense\./s)
    await expect.poll(() => page.title()).toBe('No such page · SEP')
    await expect.poll(() => page.locator('main li a').count()).toBe(PAGES.length)
    await axeFindsNothing(page)
    await page.locator('main li a', { hasText: 'Ledger' }).click()
    await untilText(page, 'nav [aria-current=page]', /^Ledger$/)
    await page.goBack()
    await untilText(page, 'main', /No such page/)
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
        await fits(page)
        await axeFindsNothing(page)
        await shoot(page, `desk-${width}-${colorScheme}`)
      }
  })

  test('from page to page, the styles of one do not reach another', async () => {
    const page = await browser().open({ api: sampleApi({ more: sampleStudies(0) }), at: '?page=why&pair=EUR_USD' })
    const look = () =>
      page.evaluate<string>(`['padding', 'borderLeftWidth', 'display']
        .map((name) => getComputedStyle(document.querySelector('.verdict'))[name]).join()`)
    await page.waitForSelector('.verdict')
    await filled(page)
    const before = await until('the verdict has its style', 60_000, look)
    for (const name of PAGES) {
      await page.locator('nav a', { hasText: new RegExp(`^${name}$`, 'i') }).click()
      await untilText(page, 'h1', new RegExp(`^${name}$`, 'i'))
      await page.waitForSelector('main .panel')
    }
    await page.locator('nav a', { hasText: 'Why' }).click()
    await page.waitForSelector('.verdict')
    await expect.poll(look).toBe(before)
  })
})
