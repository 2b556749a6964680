/** The Desk: what a trader looks at all day. */
import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { sampleApi, SampleProblem } from '../support/ui/sample-api.js'
import { SAMPLE_TS_MS, samplePairs, samplePosition, sampleStatus } from '../support/ui/sample-status.js'
import { axeViolations, browserOfFile, overflow, shoot, type TestBrowser, untilText } from './browser.js'

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
const POLL = { interval: 50, timeout: 15_000 }

const browser = browserOfFile()

describe('desk', () => {
  const openDesk = async (options: Parameters<TestBrowser['open']>[0] = {}) => {
    const page = await browser().open({ api: sampleApi(), ...options })
    await page.waitForSelector('.watch .pair')
    return page
  }

  test('the watch list gives one sentence a pair: the first guard that refuses, with value and bound', async () => {
    const page = await openDesk()
    expect(
      (await page.locator('.watch .why').allTextContents()).map((text) => text.replace(/ steps of .*/, '')),
    ).toEqual([
      'spread 4.01 bps, at most 2.50',
      'direction short; gate off: −1,069 bps in 783 shadow trades, floor 0',
      'no direction: slope −9.4 bps but price above its mean',
      'holding: slope 7.8 bps, exits below −1.0',
      'direction long, all guards pass; no place: rank 4 of 3',
      'spread 4.01 bps, at most 2.50',
      'direction short; gate off: −1,069 bps in 783 shadow trades, floor 0',
      'no direction: slope −9.4 bps but price above its mean',
    ])
  })

  test('the chart draws candles and metrics, is described in words and has a table as its twin', async () => {
    const page = await openDesk({ at: '?pair=USD_CHF' })
    await expect
      .poll(() => page.getAttribute('.chart', 'aria-label'), POLL)
      .toMatch(/^USD\/CHF, 500 candles to 12:27: low 0\.\d{5}/)
    await expect.poll(() => coloursOn(page), POLL).toBeGreaterThan(8)
    expect(await page.locator('.chart a').count()).toBe(0)
    expect(await page.textContent('footer')).toMatch(/TradingView Lightweight Charts.*tradingview\.com/)
    await page.getByText('As a table').click()
    const cells = await page.locator('.p-chart tbody tr:first-child :is(th, td)').allTextContents()
    expect(cells[0]).toBe('Tue 2024-03-05 12:27')
    expect(cells).toHaveLength(10)
  })

  test('n and p step from trade to trade, winners alone by the filter, and the address has the trade', async () => {
    const page = await openDesk({ at: '?pair=USD_CHF' })
    await page.waitForSelector('.p-chart button[title="Key p"]:enabled')
    const at = () => Number(new URL(page.url()).searchParams.get('t'))
    const minutesAgo = () => (SAMPLE_TS_MS - at()) / 60_000
    await page.keyboard.press('n')
    expect(minutesAgo()).toBe(12)
    await page.keyboard.press('p')
    expect(minutesAgo()).toBe(52)
    await page.keyboard.press('n')
    expect(minutesAgo()).toBe(12)
    await page.selectOption('select[aria-label=Trades]', 'won')
    await page.locator('h1').press('p')
    expect(minutesAgo()).toBe(132)
    await untilText(page, '.p-chart', /Trade short 98,310, 10:01 to 10:15.*exit by take profit: \+79\.02/)
    expect(new URL(page.url()).search).toBe(`?pair=USD_CHF&t=${at()}&filter=won`)
  })

  test('a candle under the pointer has its reason; a click leads to its slice', async () => {
    const page = await openDesk({ at: '?pair=USD_CHF' })
    await expect.poll(() => coloursOn(page), POLL).toBeGreaterThan(8)
    // The chart may still move while panels fill: the pointer follows it.
    const middle = async () => {
      const box = (await page.locator('.chart').boundingBox()) as { x: number; y: number; width: number }
      return [box.x + box.width / 2, box.y + 100] as const
    }
    const reasonUnderPointer = async () => {
      const [x, y] = await middle()
      await page.mouse.move(x + 1, y)
      await page.mouse.move(x, y)
      return page.locator('.hover').innerText()
    }
    await expect.poll(reasonUnderPointer, POLL).toMatch(/^\d\d:\d\d no order: spread 4\.01 bps, at most 2\.50/)
    await page.mouse.click(...(await middle()))
    await expect.poll(() => page.url(), POLL).toMatch(/page=why&pair=USD_CHF&t=\d{13}$/)
  })

  test('the chart goes back: a page comes as its first candle comes near, what is in sight stays', async () => {
    const page = await openDesk({ at: '?pair=USD_CHF' })
    await untilText(page, '.reach', /^from Tue 2024-03-05 04:08$/)
    const box = (await page.locator('.chart').boundingBox()) as { x: number; y: number; width: number }
    const [x, y] = [box.x + box.width / 2, box.y + 100]
    await page.mouse.move(x, y)
    const minuteUnderPointer = async () => {
      const [hour, minute] = (await page.locator('.hover b').innerText()).split(':')
      return 60 * Number(hour) + Number(minute)
    }
    const seen: number[] = []
    for (const [by, from] of [
      [0, '04:08'],
      [-1500, '04:08'],
      [-1500, '11:28'],
    ] as const) {
      await page.mouse.wheel(by, 0)
      await untilText(page, '.reach', new RegExp(`${from}$`))
      await page.mouse.move(x + 1, y)
      await page.mouse.move(x, y)
      await expect.poll(minuteUnderPointer, POLL).not.toBe(seen.at(-1))
      seen.push(await minuteUnderPointer())
    }
    expect(seen[1]! - seen[2]!).toBe(seen[0]! - seen[1]!)
    expect(await page.getAttribute('.chart', 'aria-label')).toMatch(/1,500 candles to 12:27/)
  })

  test('a link to a time of before the newest page leads there, page after page', async () => {
    const t = SAMPLE_TS_MS - 2000 * 60_000
    const page = await openDesk({ at: `?pair=USD_CHF&t=${t}` })
    await expect.poll(() => page.getAttribute('.chart', 'aria-label'), POLL).toMatch(/2,500 candles/)
    const before = await openDesk({ at: `?pair=USD_CHF&t=${t - 2000 * 60_000}` })
    await untilText(before, '.reach', /older ones are not kept$/)
  })

  test('a position without a stop is first and named as such', async () => {
    const bare = samplePosition('EUR_USD', SAMPLE_TS_MS, { stopPrice: null, stopDistance: null, openPnl: 12 })
    const { positions } = sampleStatus()
    const page = await openDesk({ api: sampleApi({ status: { positions: [...positions, bare] } }) })
    const rows = await page.locator('.pos').allInnerTexts()
    expect(rows[0]).toMatch(/EUR\/USD long.*NO STOP/s)
    expect(await page.locator('.pos.bare').count()).toBe(1)
    await untilText(page, '.six .line:nth-child(4)', /1 position without a stop/)
  })

  test('forty positions are folded: what needs a person stays near, all of them are one click away', async () => {
    const held = samplePairs(40).map((instrument) => samplePosition(instrument, SAMPLE_TS_MS))
    const page = await openDesk({ api: sampleApi({ instruments: 40, status: { positions: held } }) })
    expect(await page.locator('.pos').count()).toBe(6)
    const box = await page.locator('.p-needs').boundingBox()
    expect(box?.y).toBeLessThan(900)
    await page.getByRole('button', { name: 'All 40 positions' }).click()
    expect(await page.locator('.pos').count()).toBe(40)
  })

  test('the kill switch: asked for, sent with the CSRF header, shown in words', async () => {
    const api = sampleApi()
    const calls: unknown[] = []
    const page = await openDesk({
      api: { ...api, '/api/kill-switch': (_query, body) => (calls.push(body), { id: 'k1', state: 'done', why: '' }) },
    })
    const header = page.waitForRequest((request) => request.method() === 'POST')
    await page.getByRole('button', { name: 'Kill switch…' }).click()
    await page.getByRole('alertdialog').waitFor()
    await shoot(page, 'kill-switch-1440')
    await page.getByRole('button', { name: 'Kill switch on', exact: true }).click()
    expect((await header).headers()['x-csrf-token']).toBe('sample')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    expect(calls).toEqual([{ on: true }])
  })

  test('off asks for the account; what is refused stays in the dialog with its reason', async () => {
    const api = sampleApi({
      status: { killSwitch: { on: true, global: false } },
      more: { '/api/kill-switch': () => new SampleProblem(403, 'forbidden', 'the kill switch off needs scope admin') },
    })
    const page = await openDesk({ api })
    await untilText(page, '.six .line:nth-child(2)', /No: kill switch ON/)
    await page.getByRole('button', { name: 'Kill switch ON' }).click()
    const off = page.getByRole('button', { name: 'Turn it off' })
    expect(await off.isDisabled()).toBe(true)
    await page.getByRole('textbox').fill('101-001-1234567-001')
    await off.click()
    await untilText(
      page,
      '[role=alertdialog] .outcome',
      /Not done: the kill switch off needs scope admin \(forbidden\)/,
    )
    expect(
      browser()
        .complaints()
        .filter((text) => !text.includes('403')),
    ).toEqual([])
  })

  test('an alarm is acknowledged', async () => {
    const calls: string[] = []
    const ack = { '/api/alarms/a17/ack': () => (calls.push('a17'), { id: 'a17', state: 'done', why: '' }) }
    const page = await openDesk({ api: sampleApi({ more: ack }) })
    await page.getByRole('button', { name: /^Acknowledge/ }).click()
    await expect.poll(() => calls, POLL).toEqual(['a17'])
  })

  test.each([
    ['1 instrument', 1, 30],
    ['40 instruments', 40, 30],
    ['no data', 0, 0],
  ] as const)('%s: nothing overflows at 390, 834 and 1440 pixels', async (name, instruments, orders) => {
    const page = await browser().open({ api: sampleApi({ instruments, orders }) })
    for (const width of [1440, 834, 390]) {
      await page.setViewportSize({ width, height: 900 })
      await page.waitForSelector('.p-watch')
      await untilText(page, '.six .line:first-child', /Live/)
      expect(await overflow(page)).toBe(0)
      await shoot(page, `desk-${name.replace(' ', '-')}-${width}`)
    }
  })

  test('on a phone the tables of trades and orders need no sideways move, and keep what decides', async () => {
    const page = await openDesk({ width: 390, at: '?pair=USD_CHF' })
    await page.waitForSelector('.p-trades tbody tr')
    await page.waitForSelector('.p-orders tbody tr')
    for (const [panel, heads] of [
      ['.p-trades', ['Closed', 'Side', 'Units', 'Exit by', 'Net']],
      ['.p-orders', ['Time', 'Pair', 'Order', 'Units', 'Reason']],
    ] as const) {
      const sideways = `(() => { const { scrollWidth, clientWidth } = document.querySelector('${panel} .scroll')
        return scrollWidth - clientWidth })()`
      expect(await page.evaluate<number>(sideways), panel).toBeLessThanOrEqual(0)
      expect(await page.locator(`${panel} th[scope=col]:visible`).allInnerTexts()).toEqual(heads)
    }
  })

  test('dialogs, tables and a bare position: axe finds nothing', async () => {
    const bare = samplePosition('EUR_USD', SAMPLE_TS_MS, { stopPrice: null, stopDistance: null })
    const page = await openDesk({ api: sampleApi({ status: { positions: [bare] } }), bypassCSP: true, width: 834 })
    await page.getByText('As a table').click()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Close all…' }).click()
    await page.getByRole('alertdialog').waitFor()
    expect(await axeViolations(page)).toEqual([])
  })
})
