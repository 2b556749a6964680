/** The chart of the Desk. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { type OpenOptions, untilText } from '../../support/browser/browser.js'
import { filled } from '../../support/browser/filled.js'
import { SAMPLE_TS_MS } from '../../support/ui/sample-status.js'
import { until } from '../../support/until.js'

const coloursOn = (page: Page) =>
  page.evaluate<number>(`(() => {
    const canvas = [...document.querySelectorAll('.chart canvas')].sort((a, b) => b.width * b.height - a.width * a.height)[0]
    // Of a copy: Chromium complains of an original that is read again and again.
    const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height })
    const pen = copy.getContext('2d', { willReadFrequently: true })
    pen.drawImage(canvas, 0, 0)
    const { data } = pen.getImageData(0, 0, copy.width, copy.height)
    return new Set(new Uint32Array(data.buffer)).size
  })()`)
const chartLabel = (page: Page) => page.getAttribute('.chart', 'aria-label')
/** Where the middle of the chart is now: it moves while panels fill. */
const middleOf = async (page: Page): Promise<readonly [number, number]> => {
  const { x, y, width } = await until('the chart has a place', 60_000, () => page.locator('.chart').boundingBox())
  return [x + width / 2, y + 100]
}

type OpenDesk = (options?: OpenOptions) => Promise<Page>

export const chartSuite = (openDesk: OpenDesk): void => {
  test('the chart draws candles and metrics, is described in words and has a table as its twin', async () => {
    const page = await openDesk({ at: '?pair=USD_CHF' })
    await expect.poll(() => chartLabel(page)).toMatch(/^USD\/CHF, 500 candles to 12:27: low 0\.\d{5}/)
    await expect.poll(() => coloursOn(page)).toBeGreaterThan(8)
    await expect.poll(() => page.locator('.chart a').count()).toBe(0)
    await untilText(page, 'footer', /TradingView Lightweight Charts.*tradingview\.com/)
    await page.getByText('As a table').click()
    const cells = page.locator('.p-chart tbody tr:first-child :is(th, td)')
    await expect.poll(() => cells.count()).toBe(10)
    await expect.poll(() => cells.first().textContent()).toBe('Tue 2024-03-05 12:27')
  })

  test('n and p step from trade to trade, winners alone by the filter, and the address has the trade', async () => {
    const page = await openDesk({ at: '?pair=USD_CHF' })
    await page.waitForSelector('.p-chart button[title="Key p"]:enabled')
    const at = () => Number(new URL(page.url()).searchParams.get('t'))
    const minutesAgo = () => (SAMPLE_TS_MS - at()) / 60_000
    await page.keyboard.press('n')
    await expect.poll(minutesAgo).toBe(12)
    await page.keyboard.press('p')
    await expect.poll(minutesAgo).toBe(52)
    await page.keyboard.press('n')
    await expect.poll(minutesAgo).toBe(12)
    await page.selectOption('select[aria-label=Trades]', 'won')
    await expect.poll(() => page.url()).toMatch(/filter=won/)
    await page.locator('h1').press('p')
    await expect.poll(minutesAgo).toBe(132)
    await untilText(page, '.p-chart', /Trade short 98,310, 10:01 to 10:15.*exit by take profit: \+79\.02/)
    const t = SAMPLE_TS_MS - 132 * 60_000
    await expect.poll(() => new URL(page.url()).search).toBe(`?pair=USD_CHF&t=${t}&filter=won`)
  })

  test('a candle under the pointer has its reason; a click leads to its slice', async () => {
    const page = await openDesk({ at: '?pair=USD_CHF' })
    await expect.poll(() => coloursOn(page)).toBeGreaterThan(8)
    const reasonUnderPointer = async () => {
      const [x, y] = await middleOf(page)
      await page.mouse.move(x + 1, y)
      await page.mouse.move(x, y)
      return page.locator('.hover').innerText()
    }
    await expect.poll(reasonUnderPointer).toMatch(/^\d\d:\d\d no order: spread 4\.01 bps, at most 2\.50/)
    const afterClick = async () => {
      if (page.url().includes('page=why')) return page.url()
      await page.mouse.click(...(await middleOf(page)))
      return page.url()
    }
    await expect.poll(afterClick).toMatch(/page=why&pair=USD_CHF&t=\d{13}$/)
  })

  goesBackTest(openDesk)

  test('a link to a time of before the newest page leads there, page after page', async () => {
    const t = SAMPLE_TS_MS - 2000 * 60_000
    const page = await openDesk({ at: `?pair=USD_CHF&t=${t}` })
    await expect.poll(() => chartLabel(page)).toMatch(/2,500 candles/)
    const before = await openDesk({ at: `?pair=USD_CHF&t=${t - 2000 * 60_000}` })
    await untilText(before, '.reach', /older ones are not kept$/)
  })
}

const goesBackTest = (openDesk: OpenDesk): void =>
  test('the chart goes back: a page comes as its first candle comes near, what is in sight stays', async () => {
    const page = await openDesk({ at: '?pair=USD_CHF' })
    await untilText(page, '.reach', /^from Tue 2024-03-05 04:08$/)
    await expect.poll(() => coloursOn(page)).toBeGreaterThan(8)
    await filled(page)
    const minuteUnderPointer = async () => {
      const [x, y] = await middleOf(page)
      await page.mouse.move(x, y + 1)
      await page.mouse.move(x, y)
      const [, hour, minute] = /^(\d\d):(\d\d) /.exec(await page.locator('.hover').innerText()) ?? []
      return hour === undefined ? null : 60 * Number(hour) + Number(minute)
    }
    const first = await until('a candle is under the pointer', 60_000, minuteUnderPointer)
    await page.mouse.wheel(-1500, 0)
    const second = await until('the chart goes back', 60_000, async () => {
      const minute = await minuteUnderPointer()
      return minute !== first && minute
    })
    await untilText(page, '.reach', /^from Tue 2024-03-05 04:08$/)
    await page.mouse.wheel(-1500, 0)
    await untilText(page, '.reach', /11:28$/)
    await expect.poll(() => chartLabel(page)).toMatch(/1,500 candles to 12:27/)
    await filled(page)
    await expect.poll(minuteUnderPointer).toBe(second - (first - second))
  })
