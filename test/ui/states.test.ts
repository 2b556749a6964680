/** What a reader sees when something is old, away or on its way; and what the page weighs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { WebSocketRoute } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { browserOfFile, filesOfBuild, shoot, UI_FOLDER, untilText } from '../support/browser/browser.js'
import { sampleApi, SampleProblem } from '../support/ui/sample-api.js'
import { SAMPLE_TS_MS, sampleStatus } from '../support/ui/sample-status.js'

const browser = browserOfFile()
const FIRST = '.six .line:first-child'
const colourOf = (selector: string) => `getComputedStyle(document.querySelector('${selector}')).color`

describe('states', () => {
  test('stale: in words, with what is due, and every number is grey', async () => {
    const late = { stale: true, dueMs: SAMPLE_TS_MS + 240_000 }
    const page = await browser().open({ api: sampleApi({ status: late }), at: '?pair=USD_CHF' })
    await untilText(page, FIRST, /Stale.*The newest is slice 12:27, due is 12:31\. Figures are of the past\./)
    await page.waitForSelector('.p-trades tbody tr')
    await page.waitForSelector('.p-orders tbody tr')
    for (const figure of ['.six .money .figure', '.pos .figure', '.p-trades td.down', '.p-orders td'])
      await expect
        .poll(() => page.evaluate(`${colourOf(figure)} === ${colourOf('.account')}`), { message: figure })
        .toBe(true)
    await shoot(page, 'desk-stale-1440')
  })

  test('a server that stops answering: disconnected at once, with the age of what is shown; then live again', async () => {
    const api = sampleApi()
    const status = api['/api/status']!
    const state = { away: false }
    const page = await browser().open({
      api: { ...api, '/api/status': (...asked) => (state.away ? 'abort' : status(...asked)) },
      complains: /ERR_FAILED/,
    })
    await untilText(page, FIRST, /Live/)
    state.away = true
    await untilText(page, FIRST, /Disconnected.*No answer for .*; all figures are of slice 12:27/)
    // Neither a yes nor streams that were well when they were heard last.
    await untilText(page, '.six .line:nth-child(2)', /not known.*last heard: Yes/)
    await expect.poll(() => page.innerText(FIRST)).not.toMatch(/prices|candles/)
    await expect.poll(() => page.locator('.watch .pair').count()).toBe(8)
    // The kill switch stays in reach; what cannot work is grey, and why stands next to it.
    await untilText(page, '.blocked', /^The server does not answer: only the kill switch works$/)
    for (const name of ['Pause…', 'Close all…', 'Close…', /^Acknowledge/]) {
      const button = page.getByRole('button', { name }).first()
      await expect.poll(() => button.isDisabled(), { message: String(name) }).toBe(true)
    }
    await page.getByRole('button', { name: 'Kill switch…' }).click()
    await untilText(page, '[role=alertdialog]', /The server does not answer\. The call is tried all the same/)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await shoot(page, 'desk-disconnected-1440')
    state.away = false
    await untilText(page, FIRST, /Live/)
    await untilText(page, '.blocked', /^$/)
    await expect.poll(() => page.getByRole('button', { name: 'Pause…' }).isEnabled()).toBe(true)
  })

  test('a slice that stands still is stale by the clock of this machine, though the server answers', async () => {
    const page = await browser().open({
      api: sampleApi({ status: { speed: 60 } }),
      before: async ({ clock }) => {
        await clock.install({ time: SAMPLE_TS_MS })
        // Until it is paused it goes on by itself: only what is ahead can be reached.
        await clock.pauseAt(SAMPLE_TS_MS + 3_600_000)
      },
    })
    // The page's time passes here alone, a little at each look: an answer takes as long as it takes.
    const afterMs = (ms: number) => async () => {
      await page.clock.runFor(ms)
      return page.textContent(FIRST)
    }
    await expect.poll(afterMs(20)).toMatch(/Live/)
    await expect.poll(afterMs(500)).toMatch(/Stale/)
  })

  test('before the first answer nothing is claimed; a refused one gives its reason', async () => {
    const away = () => new SampleProblem(503, 'unavailable', 'the store is away')
    const page = await browser().open({ api: { '/api/status': away }, complains: /503|404/ })
    await untilText(page, FIRST, /No answer.*the store is away/)
    await untilText(page, '.p-watch', /the store is away \(unavailable\)/)
    await untilText(page, '.p-hold', /^Positions(?! \()/)
    const others = page.locator('.six .line:not(:first-child) b')
    await expect.poll(() => others.allInnerTexts()).toEqual(Array(5).fill('○not known'))
    await shoot(page, 'desk-no-answer-1440')
  })

  test('during the warm-up the days are counted', async () => {
    const warming = { phase: 'warming', warmup: { daysDone: 43, days: 75 }, tsMs: null, ready: false } as const
    const page = await browser().open({ api: sampleApi({ status: { ...warming, positions: [] } }) })
    await untilText(page, FIRST, /Warming up.*43 of 75 days of history/)
    // An empty list before the first slice is no answer.
    await untilText(page, '.six .line:nth-child(4)', /not known.*no slice yet/)
    await untilText(page, '.p-hold', /^Positions.*Not known before the first slice/)
  })

  test('the socket brings the status; cut, the page polls and shows it, then resumes after the last id', async () => {
    const sockets: WebSocketRoute[] = []
    const subscribed: { channels: string[]; from?: string }[] = []
    const socket = (route: WebSocketRoute) => {
      sockets.push(route)
      route.onMessage((text) => {
        const message = JSON.parse(String(text)) as { op: string; channels: string[]; from?: string }
        if (message.op === 'subscribe') subscribed.push(message)
      })
    }
    const page = await browser().open({ api: sampleApi(), socket })
    const ids: string[] = []
    const send = (paused: boolean) => {
      ids.push(`17-${ids.length}`)
      const data = sampleStatus(8, SAMPLE_TS_MS, { paused })
      sockets.at(-1)?.send(JSON.stringify({ op: 'message', ch: 'system', seq: 1, id: ids.at(-1), data }))
    }
    await expect
      .poll(() => subscribed.slice(0, 4).map(({ channels }) => channels[0]))
      .toEqual(['system', 'market', 'ledger', 'alarms'])
    // Again at each look: an answer that was on its way, and knows nothing of a pause, may come after the message.
    const afterNews = () => {
      send(true)
      return page.textContent('.six .line:nth-child(2)')
    }
    await expect.poll(afterNews).toMatch(/No: paused/)
    await untilText(page, '.wire', /^socket$/)
    await sockets.at(-1)?.close({ code: 1012 })
    await untilText(page, '.wire', /^polling$/)
    await expect.poll(() => subscribed).toContainEqual({ op: 'subscribe', channels: ['system'], from: ids.at(-1) })
    send(true)
    await untilText(page, '.wire', /^socket$/)
  })
})

describe('the build', () => {
  // After the build.
  const assets = () => readdirSync(join(UI_FOLDER, 'assets'))
  const gzip = (name: string) => gzipSync(readFileSync(join(UI_FOLDER, name))).length

  test('the first load of any page, chart included, is at most 350 KB', () => {
    const all = assets()
      .filter((name) => /\.(js|css)$/.test(name))
      .reduce((sum, name) => sum + gzip(`assets/${name}`), 0)
    expect(all + gzip('index.html')).toBeLessThan(350 * 1024)
  })

  test('no inline script or style, no data URL, nothing from elsewhere', () => {
    const html = filesOfBuild('index.html')
    expect(html.match(/<script(?![^>]*\bsrc=)|<style|\son\w+=|data:|https?:/g)).toBeNull()
    for (const name of assets().filter((one) => one.endsWith('.css')))
      expect(filesOfBuild(`assets/${name}`).match(/url\(|@import/g), name).toBeNull()
    expect(assets().some((name) => filesOfBuild(`assets/${name}`).includes('modulepreload-polyfill'))).toBe(false)
  })
})
