/** The Desk: what a trader looks at all day. */
import { describe, expect, test } from 'vitest'
import { sampleApi, SampleProblem } from '../support/ui/sample-api.js'
import { SAMPLE_TS_MS, samplePairs, samplePosition, sampleStatus } from '../support/ui/sample-status.js'
import { chartSuite } from './suites/chart.js'
import { browserOfFile, shoot, type TestBrowser, untilText } from '../support/browser/browser.js'
import { axeFindsNothing, fits } from '../support/browser/filled.js'

const browser = browserOfFile()

describe('desk', () => {
  const openDesk = async (options: Parameters<TestBrowser['open']>[0] = {}) => {
    const page = await browser().open({ api: sampleApi(), ...options })
    await page.waitForSelector('.watch .pair')
    return page
  }

  test('the watch list gives one sentence a pair: the first guard that refuses, with value and bound', async () => {
    const page = await openDesk()
    const sentences = async () =>
      (await page.locator('.watch .why').allTextContents()).map((text) => text.replace(/ steps of .*/, ''))
    await expect
      .poll(sentences)
      .toEqual([
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

  chartSuite(openDesk)

  test('a position without a stop is first and named as such', async () => {
    const bare = samplePosition('EUR_USD', SAMPLE_TS_MS, { stopPrice: null, stopDistance: null, openPnl: 12 })
    const { positions } = sampleStatus()
    const page = await openDesk({ api: sampleApi({ status: { positions: [...positions, bare] } }) })
    await expect.poll(() => page.locator('.pos').first().innerText()).toMatch(/EUR\/USD long.*NO STOP/s)
    await expect.poll(() => page.locator('.pos.bare').count()).toBe(1)
    await untilText(page, '.six .line:nth-child(4)', /1 position without a stop/)
  })

  test('forty positions are folded: what needs a person stays near, all of them are one click away', async () => {
    const held = samplePairs(40).map((instrument) => samplePosition(instrument, SAMPLE_TS_MS))
    const page = await openDesk({ api: sampleApi({ instruments: 40, status: { positions: held } }) })
    await expect.poll(() => page.locator('.pos').count()).toBe(6)
    await expect.poll(async () => (await page.locator('.p-needs').boundingBox())?.y).toBeLessThan(900)
    await page.getByRole('button', { name: 'All 40 positions' }).click()
    await expect.poll(() => page.locator('.pos').count()).toBe(40)
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
    const page = await openDesk({ api, complains: /403/ })
    await untilText(page, '.six .line:nth-child(2)', /No: kill switch ON/)
    await page.getByRole('button', { name: 'Kill switch ON' }).click()
    const off = page.getByRole('button', { name: 'Turn it off' })
    await expect.poll(() => off.isDisabled()).toBe(true)
    await page.getByRole('textbox').fill('101-001-1234567-001')
    await off.click()
    await untilText(
      page,
      '[role=alertdialog] .outcome',
      /Not done: the kill switch off needs scope admin \(forbidden\)/,
    )
  })

  test('a dialog that is open stays, with what was typed, while the server is away', async () => {
    const api = sampleApi({ status: { killSwitch: { on: true, global: false } } })
    const status = api['/api/status']!
    const state = { away: false }
    const page = await openDesk({
      api: { ...api, '/api/status': (...asked) => (state.away ? 'abort' : status(...asked)) },
      complains: /ERR_FAILED/,
    })
    await page.getByRole('button', { name: 'Kill switch ON' }).click()
    await page.getByRole('textbox').fill('101-001')
    state.away = true
    await untilText(page, '.six .line:first-child', /Disconnected/)
    await expect.poll(() => page.getByRole('textbox').inputValue()).toBe('101-001')
    state.away = false
    await untilText(page, '.six .line:first-child', /Live/)
    await expect.poll(() => page.getByRole('textbox').inputValue()).toBe('101-001')
  })

  test('an alarm is acknowledged', async () => {
    const calls: string[] = []
    const ack = { '/api/alarms/a17/ack': () => (calls.push('a17'), { id: 'a17', state: 'done', why: '' }) }
    const page = await openDesk({ api: sampleApi({ more: ack }) })
    await page.getByRole('button', { name: /^Acknowledge/ }).click()
    await expect.poll(() => calls).toEqual(['a17'])
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
      await fits(page)
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
      await expect.poll(() => page.evaluate<number>(sideways), { message: panel }).toBeLessThanOrEqual(0)
      await expect.poll(() => page.locator(`${panel} th[scope=col]:visible`).allInnerTexts()).toEqual(heads)
    }
  })

  test('dialogs, tables and a bare position: axe finds nothing', async () => {
    const bare = samplePosition('EUR_USD', SAMPLE_TS_MS, { stopPrice: null, stopDistance: null })
    const page = await openDesk({ api: sampleApi({ status: { positions: [bare] } }), bypassCSP: true, width: 834 })
    await page.getByText('As a table').click()
    await page.waitForSelector('.p-chart tbody tr')
    await axeFindsNothing(page)
    await page.getByRole('button', { name: 'Close all…' }).click()
    await page.getByRole('alertdialog').waitFor()
    await axeFindsNothing(page)
  })
})
