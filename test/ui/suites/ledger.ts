/** The page Ledger. */
import { expect, test } from 'vitest'
import type { AlarmView } from '../../../api/contract/status.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { shoot, type TestBrowser, untilText } from '../../support/browser/browser.js'
import { axeFindsNothing, fits } from '../../support/browser/filled.js'
import { sampleApi, SampleProblem } from '../../support/ui/sample-api.js'
import { sampleLedger } from '../../support/ui/sample-ledger.js'
import { SAMPLE_TS_MS, sampleStatus } from '../../support/ui/sample-status.js'

const MANY = 10_000
const LISTS = ['orders', 'fills', 'trades', 'transactions', 'controls', 'alarms']

export const ledgerSuite = (browser: () => TestBrowser): void => {
  const open = (at: string, more: Parameters<TestBrowser['open']>[0] = {}, count = MANY) =>
    ledgerAt(browser(), at, more, count)
  replayTest(browser)
  everyListTest(open)

  test('ten thousand orders: a page of them, the next by the address, a filter that starts again', async () => {
    const page = await open('')
    await expect.poll(() => page.locator('.tall tbody tr').count()).toBe(100)
    await page.getByRole('button', { name: 'Older' }).click()
    await page.waitForURL(/cursor=100/)
    await untilText(page, '.tall tbody tr:first-child th', /10:47/)
    await page.getByLabel('Pair').selectOption('USD_CHF')
    await page.waitForURL((url) => !url.search.includes('cursor') && url.search.includes('only=USD_CHF'))
    await expect
      .poll(() => page.locator('.tall tbody tr td:nth-child(2)').allTextContents())
      .toSatisfy((names: string[]) => names.length > 0 && names.every((name) => name === 'USD/CHF'))
  })

  test('a pasted link shows the same list, page and filter', async () => {
    const page = await open('&list=fills&only=EUR_USD&cursor=200')
    await page.waitForSelector('tbody tr')
    await expect.poll(() => page.getByRole('button', { name: 'Fills' }).getAttribute('aria-pressed')).toBe('true')
    await expect.poll(() => page.getByRole('button', { name: 'Newest' }).isEnabled()).toBe(true)
    await expect
      .poll(() => page.getByRole('link', { name: 'CSV' }).getAttribute('href'))
      .toBe('/api/ledger/fills?instrument=EUR_USD&cursor=200&limit=10000&format=csv')
  })

  test('each order leads to its explanation', async () => {
    const page = await open('')
    await page.locator('.tall tbody tr:nth-child(2) a').click()
    await page.waitForURL(/page=why&pair=[A-Z_]+&t=\d+/)
  })

  test('from the system page to all alarms; one is acknowledged by its button', async () => {
    const alarms: AlarmView[] = [
      { ...sampleStatus(1).alarms[0]!, endMs: SAMPLE_TS_MS - 2 * MINUTE_MS, unwatched: true },
      { ...sampleStatus(1).alarms[0]!, id: 'a18', endMs: SAMPLE_TS_MS - MINUTE_MS },
    ]
    const api = sampleApi({ status: { alarms }, more: sampleLedger(10) })
    const page = await browser().open({ api, at: '?page=system' })
    await untilText(page, 'li.alarm:nth-child(1)', /since 12:05, not watched since 12:25/)
    await untilText(page, 'li.alarm:nth-child(2)', /12:05 to 12:26, over/)
    await page.getByRole('link', { name: 'All alarms' }).click()
    await page.waitForURL(/page=ledger.*list=alarms/)
    await page.getByRole('button', { name: /^Acknowledge.*drawdown/ }).click()
    await untilText(page, '.tall tbody tr:first-child td:last-child', /^seen by page$/)
    await untilText(page, '.tall tbody tr:nth-child(2)', /warning.*12:27/)
    await untilText(page, '.tall tbody tr:nth-child(3)', /warning.*not known, not watched since .*12:27/)
  })

  test('nothing there, and a store that is away', async () => {
    const empty = await open('&list=transactions', {}, 0)
    await untilText(empty, 'main .note', /simulated broker/)
    await shoot(empty, 'ledger-empty')
    const away = () => new SampleProblem(503, 'unavailable', 'the store is away')
    const failed = await browser().open({
      api: sampleApi({ more: { '/api/ledger/orders': away } }),
      at: '?page=ledger',
      complains: /503/,
    })
    await untilText(failed, 'main .error', /the store is away/)
    await shoot(failed, 'ledger-store-away')
  })
}

const everyListTest = (
  open: (at: string, more?: Parameters<TestBrowser['open']>[0], count?: number) => ReturnType<TestBrowser['open']>,
): void =>
  test('every list at 1440, 834 and 390 pixels, light and dark: no overflow, axe finds nothing', async () => {
    const page = await open('&day=2024-03-05', { bypassCSP: true }, 400)
    for (const [n, list] of LISTS.entries()) {
      await page.locator('.tabs button').nth(n).click()
      await page.waitForURL(n === 0 ? /page=ledger/ : new RegExp(`list=${list}`))
      await page.waitForSelector('.tall tbody tr')
      for (const width of [1440, 834, 390]) {
        const colorScheme = (n + Number(width === 390)) % 2 === 0 ? 'light' : 'dark'
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        await fits(page)
        if (width !== 834) await axeFindsNothing(page)
        await shoot(page, `ledger-${list}-${width}-${colorScheme}`)
      }
    }
  })

const ledgerAt = (browser: TestBrowser, at: string, more: Parameters<TestBrowser['open']>[0], count: number) =>
  browser.open({ api: sampleApi({ more: sampleLedger(count) }), at: `?page=ledger${at}`, ...more })

const replayTest = (browser: () => TestBrowser): void =>
  test('a day is replayed: the first difference is named, and what the server refuses stands in its words', async () => {
    const page = await ledgerAt(browser(), '&day=2024-03-05', { complains: /404/ }, 10)
    await page.getByRole('button', { name: 'Replay this day' }).click()
    await untilText(page, '[role=status] .note', /They part at .*12:27: node risk, column approvedUnits/)
    const rows = page.locator('[role=status] tbody th')
    await expect.poll(() => rows.allTextContents()).toEqual(['Live', 'Replay', 'Shadow'])
    await page.getByLabel('Trading day').fill('2024-03-02')
    await page.getByRole('button', { name: 'Replay this day' }).click()
    await untilText(page, '[role=status] .error', /no slice on 2024-03-02/)
  })
