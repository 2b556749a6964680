/** Why, Graph, Gates, System: each over a graph that ran, with few and many pairs, and with graphs that are not SEP's. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { loadGraphProgram } from '../../app/config/graph-program.js'
import { browserOfFile, shoot, untilText } from '../support/browser/browser.js'
import { axeFindsNothing, filled, fits, listsFit, panelsApart } from '../support/browser/filled.js'
import { ROOT } from '../support/paths.js'
import { EAGER } from '../support/sep-run.js'
import { framesApi } from '../support/ui/frames-api.js'
import { type SampleApi, SampleProblem } from '../support/ui/sample-api.js'
import { until } from '../support/until.js'

const PAGES = ['why', 'graph', 'gates', 'system'] as const
const GATES = ['gates.warmDays=1', 'gates.minTrades=1', 'gates.pnlMinBps=-100000', 'gates.calmarMin=-10']
const EIGHT = ['AUD_USD', 'EUR_GBP', 'EUR_JPY', 'EUR_USD', 'GBP_USD', 'NZD_USD', 'USD_CAD', 'USD_CHF', 'USD_JPY']
const MAJORS = ['EUR', 'GBP', 'AUD', 'NZD', 'USD', 'CAD', 'CHF', 'JPY']
const FORTY = [
  ...MAJORS.flatMap((base, n) => MAJORS.slice(n + 1).map((quote) => `${base}_${quote}`)),
  ...['SEK', 'NOK', 'DKK', 'SGD', 'HKD', 'MXN'].flatMap((quote) => [`USD_${quote}`, `EUR_${quote}`]),
].sort((a, b) => Number(b.includes('USD')) - Number(a.includes('USD')))
const played = new Map<string, Promise<SampleApi>>()
const apiOf = (graph: string, names: readonly string[], set: readonly string[]): Promise<SampleApi> => {
  const key = `${graph} ${names.length}`
  const found =
    played.get(key) ?? loadGraphProgram(graph, { set: [...set] }).then((program) => framesApi({ program, names }))
  played.set(key, found)
  return found
}
const sepApi = (names: readonly string[] = EIGHT.slice(0, 8)) => apiOf('sep', names, [...EAGER, ...GATES])

/** The pair whose newest order is the newest of all: its slice is kept for long. */
const newestOrdered = (api: SampleApi): string => {
  const newestMs = (instrument: string) => {
    const { items } = api['/api/ledger/orders']!(new URLSearchParams({ instrument }), null) as {
      items: { tsMs: number }[]
    }
    return items[0]?.tsMs ?? 0
  }
  return EIGHT.slice(0, 8).toSorted((a, b) => newestMs(b) - newestMs(a))[0] as string
}

const goTo = async (page: Page, name: (typeof PAGES)[number]): Promise<void> => {
  await page.locator('nav a', { hasText: new RegExp(`^${name}$`, 'i') }).click()
  await untilText(page, 'h1', new RegExp(`^${name}$`, 'i'))
  await page.waitForSelector('main .panel')
}

const browser = browserOfFile()

describe('why, graph, gates, system', () => {
  test.each(PAGES)(
    '%s at 1440, 834 and 390 pixels, light and dark: filled, nothing touches or is cut, axe finds nothing',
    async (name) => {
      const at = `?page=${name}&pair=EUR_USD${name === 'graph' ? '&node=qfh&b=other' : ''}`
      const page = await browser().open({ api: await sepApi(), at, bypassCSP: true })
      for (const [width, colorScheme] of [
        [1440, 'light'],
        [1440, 'dark'],
        [834, 'light'],
        [390, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        await page.waitForSelector('main .panel')
        await fits(page)
        await panelsApart(page)
        await listsFit(page)
        if (width !== 834) await axeFindsNothing(page)
        await shoot(page, `filled-${name}-${width}-${colorScheme}`)
      }
    },
  )

  test.each([
    ['sep', 1],
    ['sep', 40],
    ['sma-flip', 2],
    [join(ROOT, 'examples', 'rsi.mjs'), 2],
  ])('graph %s with %i pairs: every page is filled, or states what there is not', async (graph, count) => {
    const names = FORTY.slice(0, count)
    const api = graph === 'sep' ? await sepApi(names) : await apiOf(graph, names, [])
    const short = graph.replace(/.*[/]/, '').replace('.mjs', '')
    const page = await browser().open({ api, width: 1440 })
    for (const name of PAGES) {
      await goTo(page, name)
      await fits(page)
      await expect
        .poll(() => page.locator('main .note.error').allTextContents())
        .toEqual(name === 'system' ? [expect.stringMatching(/^Parts differ: risk runs bbbb/)] : [])
      await shoot(page, `${short}-${count}-${name}`)
    }
  })

  test.each([
    ['executions', 'empty'],
    ['ledger', 'not known'],
  ])('the newest entry of stream %s is %s', async (name, newest) => {
    const page = await browser().open({ api: await sepApi(), at: '?page=system' })
    await expect
      .poll(() => page.locator('tr', { hasText: name }).allTextContents())
      .toEqual([expect.stringContaining(newest)])
  })

  test('an order is one click from its reason, and the slices before and after are one more', async () => {
    const api = await sepApi()
    const page = await browser().open({ api, at: `?page=why&pair=${newestOrdered(api)}` })
    await page.click('.pair-orders a')
    await untilText(page, '.verdict .headline', /^Order: /)
    const address = await until(
      'the address has the slice',
      60_000,
      () => /page=why&pair=[A-Z_]+&t=\d+$/.test(page.url()) && page.url(),
    )
    const headline = await until('the order has its headline', 60_000, async () => {
      const text = await page.textContent('.verdict')
      return /^Order: .*Slice of/.test(text ?? '') && text
    })
    await page.click('text=← Previous slice')
    await expect.poll(() => page.url()).not.toBe(address)
    await page.click('text=Next slice →')
    await expect.poll(() => page.url()).toBe(address)
    await page.reload()
    await expect.poll(() => page.textContent('.verdict')).toBe(headline)
    await page.click('text=Newest')
    await untilText(page, '.verdict', /Newest slice/)
  })

  test('a slice by its time; one that is not kept is refused in words', async () => {
    const api = await sepApi()
    const page = await browser().open({ api, at: '?page=why&pair=EUR_USD', complains: /404/ })
    await untilText(page, '.verdict', /Newest slice/)
    await page.fill('.slice-bar input', '2024-03-06T07:30:30')
    await page.click('.slice-bar form button')
    await untilText(page, '.verdict', /Slice of Wed 2024-03-06 07:30:00 UTC/)
    await page.fill('.slice-bar input', '2023-03-06T07:30:00')
    await page.click('.slice-bar form button')
    await untilText(page, 'main', /is no longer in memory.*\(not-kept\)/)
  })

  test('guards that refuse stand first, with value, bound and what would have to change', async () => {
    const page = await browser().open({ api: await sepApi(), at: '?page=why&pair=EUR_USD' })
    await page.waitForSelector('.guards tbody tr')
    const rows = `[...document.querySelectorAll('.guards tbody tr')].map((row) => row.dataset.passes)`
    await expect
      .poll(() => page.evaluate<string[]>(rows))
      .toSatisfy((passes: string[]) => passes.length > 10 && String(passes) === String(passes.toSorted()))
  })

  test('the picture: every node a button, arrows lead on, Enter opens settings and rows; the address holds it', async () => {
    const page = await browser().open({ api: await sepApi(), at: '?page=graph&pair=EUR_USD' })
    await page.waitForSelector('.picture button.node')
    await expect.poll(() => page.locator('.picture button.node').count()).toBe(18)
    await expect.poll(() => page.locator('table.nodes tbody tr').count()).toBe(18)
    await page.focus('[data-node=candle]')
    await page.keyboard.press('ArrowRight')
    const focused = () => page.evaluate<string>('document.activeElement.dataset.node')
    await expect.poll(focused).not.toBe('candle')
    await page.focus('[data-node=direction]')
    await page.keyboard.press('Enter')
    await untilText(page, '.one-node', /Direction from the OLS slope.*look12/s)
    await page.waitForSelector('table.tap tbody tr')
    await expect.poll(() => page.locator('table.tap tbody tr').count()).toBe(20)
    await expect.poll(() => page.url()).toMatch(/node=direction/)
    await expect.poll(() => page.locator('.picture path.on').count()).toBeGreaterThan(2)
    await page.reload()
    await untilText(page, '.one-node', /Direction from the OLS slope/)
    await expect.poll(() => page.locator('.worst li').count()).toBe(3)
  })

  test('two graphs are compared; the address holds both', async () => {
    const page = await browser().open({ api: await sepApi(), at: '?page=graph' })
    await page.fill('.differ input[name=b]', 'other')
    await page.click('.differ button')
    await untilText(page, '.differ table', /direction.*config\.look.*12.*24/s)
    await expect.poll(() => page.url()).toMatch(/b=other/)
    await page.fill('.differ input[name=b]', 'sep')
    await page.click('.differ button')
    await untilText(page, '.differ', /running and sep are the same graph/)
  })

  test('parts with another graph are a warning on the page', async () => {
    const api = await sepApi()
    const stats = api['/api/graph/stats']!
    const more = {
      ...api,
      '/api/graph/stats': (query: URLSearchParams, body: unknown) => ({
        ...(stats(query, body) as object),
        parts: { risk: 'f'.repeat(64) },
      }),
    }
    const page = await browser().open({ api: more, at: '?page=graph' })
    await untilText(page, '.worst .note.error', /Parts differ: risk runs ffffffffffff/)
  })

  test('a gate shows its floors; its history is drawn in both themes and has a table', async () => {
    const page = await browser().open({ api: await sepApi(), at: '?page=gates&pair=EUR_USD' })
    await untilText(page, '.gate-list', /EUR\/USD.*(on|off|warming|cooldown).*≥/s)
    await page.click('.gate-list button:has-text("USD/CHF")')
    await expect.poll(() => page.url()).toMatch(/pair=USD_CHF/)
    await untilText(page, 'main', /History of the gate, USD\/CHF/)
    await page.waitForSelector('.history-chart[aria-label^="USD/CHF: "] canvas')
    await expect.poll(() => page.locator('.history-chart canvas').count()).toBe(1)
    await page.click('text=Changes as a table')
    await page.waitForSelector('[aria-label="Changes of the gate"] tbody tr')
    await page.waitForSelector('.funnel li:nth-of-type(4)')
    await untilText(page, 'main', /[\d,]+ minutes counted/)
  })

  test('where the server refuses: every page has the reason in its words, and a way to try again', async () => {
    const refuse = () => new SampleProblem(503, 'store-away', 'The store does not answer.')
    const { '/api/status': status, ...rest } = await sepApi()
    const api = { ...Object.fromEntries(Object.keys(rest).map((path) => [path, refuse])), '/api/status': status! }
    const page = await browser().open({ api, at: '?pair=EUR_USD', complains: /503/ })
    for (const name of PAGES) {
      await goTo(page, name)
      await untilText(page, 'main .note.error', /The store does not answer\. \(store-away\) *Try again/)
      await filled(page)
      await shoot(page, `refused-${name}`)
    }
  })
})
