/** The frame around every page. */
import { expect, test } from 'vitest'
import { sampleApi } from '../../support/ui/sample-api.js'
import { axeViolations, overflow, shoot, type TestBrowser, untilText } from '../browser.js'

const PAGES = ['desk', 'why', 'graph', 'gates', 'studies', 'ledger', 'system']

export const shellSuite = (browser: () => TestBrowser): void => {
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
    expect(lines[4]).toMatch(/7 pairs without a position/)
    expect(lines[5]).toMatch(/1 alarm.*close 16:00, in 3 h 33 min/s)
    expect(await page.textContent('.env')).toBe('PAPER')
  })

  test.each(PAGES.flatMap((name) => [1440, 390].map((width) => [name, width] as const)))(
    '%s at %i pixels: nothing overflows, axe finds nothing, light and dark',
    async (name, width) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser().open({
          api: sampleApi(),
          at: `?page=${name}`,
          width,
          colorScheme,
          bypassCSP: true,
        })
        await untilText(page, '.six .line:first-child', /Live/)
        await page.waitForSelector('main .panel')
        expect(await overflow(page)).toBe(0)
        expect(await axeViolations(page)).toEqual([])
        await shoot(page, `${name}-${width}-${colorScheme}`)
      }
    },
  )
}
