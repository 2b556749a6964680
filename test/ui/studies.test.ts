/** The page Studies. */
import { describe, expect, test } from 'vitest'
import { browserOfFile, shoot, type TestBrowser, untilText } from '../support/browser/browser.js'
import { axeFindsNothing, filled, fits, listsFit, panelsApart } from '../support/browser/filled.js'
import { sampleApi } from '../support/ui/sample-api.js'
import { sampleStudies } from '../support/ui/sample-studies.js'

type More = Parameters<TestBrowser['open']>[0]
const RUNS = 120
/** Pixels by which the table of three runs is wider than its panel. */
const COMPARED_CUT = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.compared'))`

const browser = browserOfFile()

describe('studies', () => {
  const open = (at: string, more: More = {}, runs = RUNS) =>
    browser().open({ api: sampleApi({ more: sampleStudies(runs) }), at: `?page=studies${at}`, ...more })

  test('runs come by pages; one is opened by its address, with its equity and its trades', async () => {
    const page = await open('')
    const runs = page.getByRole('group', { name: /^Runs/ })
    await expect.poll(() => runs.locator('tbody tr').count()).toBe(50)
    await runs.getByRole('button', { name: '00000001' }).click()
    await page.waitForURL(/run=0{7}1/)
    await page.waitForSelector('#run canvas')
    await expect.poll(() => page.getAttribute('#run .line-chart', 'aria-label')).toMatch(/^Equity: [+−]\d/)
    await page.getByText('The newest 200 of 300 trades').click()
    await expect.poll(() => page.locator('#run tbody tr:visible').count()).toBe(200)
  })

  test('two runs are compared, a third of another window is not subtracted', async () => {
    const page = await open('')
    await page.getByLabel('compare run 00000001').check()
    await untilText(page, 'main', /choose one to nine more/)
    await page.getByLabel('compare run 00000002').check()
    await page.getByLabel('compare run 00000003').check()
    await untilText(page, 'main', /not subtracted from A: window differ/)
    await untilText(page, '.sharpe', /^Is B better than A\? Yes: Sharpe ratio \+0\.1200 a day, p 0\.034, 60 days\./)
    const cells = page.getByRole('region', { name: 'Figures of the runs' }).locator('tbody tr').first().locator('td')
    await expect.poll(() => cells.allTextContents()).toEqual(['240.00', '241.00 (+1.00)', '242.00'])
  })

  test('a sweep: its verdict in words, its plateau marked with more than colour', async () => {
    const page = await open('&sweep=nightly')
    await untilText(page, '.verdict', /^Undecided: 120 trades/)
    const plateau = page.locator('.heat td.plateau')
    await expect.poll(() => plateau.allTextContents()).toEqual(['+0.90 ■', '+1.40 ▲', '+0.90 ■'])
    await expect.poll(() => page.locator('progress').getAttribute('value')).toBe('24')
  })

  test('a run is started where it may be, and the answer names what is missing', async () => {
    const page = await open('')
    await page.getByRole('button', { name: 'Run 14 days' }).click()
    await untilText(page, '[role=status].note', /Queued as run 00000007, 14 days. No worker has been heard of/)
  })

  test('with nothing tried every panel names how to begin, and nothing can be started', async () => {
    const page = await open('', {}, 0)
    await untilText(page, 'main', /No stored run.*No sweep in.*no run of 60 days.*Nothing has been tried yet/s)
    await filled(page)
    await expect.poll(() => page.getByText('Start a run').count()).toBe(0)
    await shoot(page, 'studies-empty')
  })

  test('at 1440, 834 and 390 pixels, light and dark: no overflow, axe finds nothing', async () => {
    const compare = [1, 2, 3].map((n) => n.toString(16).padStart(8, '0').repeat(8)).join(',')
    const page = await open(`&sweep=nightly&run=00000001&compare=${compare}`, { bypassCSP: true })
    for (const [width, colorScheme] of [
      [1440, 'light'],
      [834, 'light'],
      [390, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.waitForSelector('.heat')
      await page.waitForSelector('#run canvas')
      await fits(page)
      await panelsApart(page)
      await listsFit(page)
      await expect.poll(() => page.evaluate<number>(COMPARED_CUT)).toBeLessThanOrEqual(0)
      if (width !== 834) await axeFindsNothing(page)
      await shoot(page, `studies-${width}-${colorScheme}`)
    }
  })
})
