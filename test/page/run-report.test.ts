/** The report of a run in a real browser, opened as a file: what a trader sees on a desk and on a phone, by day and by night. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/browser/chromium.js'
import { axeFindsNothing, fits } from '../support/browser/filled.js'
import { patientPage, slowDown } from '../support/browser/patient-page.js'
import { sepProcess } from '../support/sep-process.js'
import { until } from '../support/until.js'

const work = mkdtempSync(join(tmpdir(), 'sep-report-'))
let browser: Browser | undefined

beforeAll(async () => {
  const sep = (...argv: string[]) => {
    const { code, err } = sepProcess(argv)
    if (code !== 0) throw new Error(`sep ${argv.join(' ')}: ${err}`)
  }
  sep('data', 'synth', '--days', '4', '--pairs', 'EUR_USD,USD_JPY', '--out', join(work, 'data'))
  sep('backtest', '--data', join(work, 'data'), '--out', join(work, 'full'))
  // No minute is as coherent as that.
  sep('backtest', '--data', join(work, 'data'), '--out', join(work, 'empty'), '--set', 'guards.cMin=1')
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  rmSync(work, { recursive: true, force: true })
})

/** Opens the report of a run and does `look`; the browser complains of nothing and asks for no other file. */
const open = async (
  run: 'full' | 'empty',
  options: { readonly width?: number; readonly dark?: boolean; readonly bypassCSP?: boolean },
  look: (page: Page) => Promise<void>,
): Promise<void> => {
  const context = await (browser as Browser).newContext({
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    bypassCSP: options.bypassCSP ?? false,
    reducedMotion: 'reduce',
  })
  const page = await patientPage(context)
  await slowDown(page)
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`file://${join(work, run, 'report.html')}`)
  await look(page)
  expect([complaints, requests.length]).toEqual([[], 1])
  await context.close()
}

const VIEWS = [
  ['full', 1440, false],
  ['full', 390, true],
  ['empty', 1440, true],
  ['empty', 390, false],
] as const

describe.each(VIEWS)('%s run, %i px wide, dark %s', (run, width, dark) => {
  test('has no finding of axe, and the page does not scroll sideways', () =>
    open(run, { width, dark, bypassCSP: true }, async (page) => {
      // Rows of trades are alike: axe looks at twenty of them.
      await page.evaluate(
        "document.querySelectorAll('[data-name=trades] tbody tr:nth-child(n+21), svg title').forEach((e) => e.remove())",
      )
      await fits(page)
      await axeFindsNothing(page)
    }))
})

test.each([1440, 390])('at %i px verdict, costs and drawdown stand on the first screen', (width) =>
  open('full', { width }, async (page) => {
    const bottomOf = (selector: string) => async () => {
      const box = await page.locator(selector).first().boundingBox()
      return box && box.y + box.height
    }
    await expect.poll(bottomOf('.verdict')).toBeLessThan(500)
    for (const name of ['Costs', 'Deepest drawdown', 'Worst position'])
      await expect.poll(bottomOf(`dl.figures div:has(dt:text-is("${name}"))`)).toBeLessThan(900)
  }),
)

test('trades are filtered and sorted in the page', () =>
  open('full', {}, async (page) => {
    const shown = page.locator('table[data-name=trades] tbody tr:not([hidden])')
    const nets = async () => (await shown.locator('td:nth-child(5)').allTextContents()).map(Number)
    const status = () => page.locator('.filters [role=status]').textContent()
    const all = await until('trades are shown', 60_000, async () => {
      const count = await shown.count()
      return count > 20 && count
    })
    await page.locator('.filters label:has-text("result") select').selectOption('loss')
    await expect.poll(nets).toSatisfy((some: number[]) => some.length > 0 && some.every((net) => net < 0))
    await expect.poll(async () => (await status()) === `${await shown.count()} of ${all} shown`).toBe(true)
    await page.locator('table[data-name=trades] th').filter({ hasText: /^net$/ }).locator('button').click()
    await expect.poll(nets).toSatisfy((some: number[]) => String(some) === String(some.toSorted((a, b) => a - b)))
    await page.locator('.filters label:has-text("instrument") select').selectOption('USD_JPY')
    const instruments = () => shown.locator('td:nth-child(2)').allTextContents()
    await expect.poll(async () => new Set(await instruments())).toEqual(new Set(['USD_JPY']))
  }))

test('on paper the controls are left out and nothing is cut off', () =>
  open('full', { width: 794 }, async (page) => {
    await page.emulateMedia({ media: 'print' })
    await page.locator('.verdict').waitFor()
    for (const part of ['nav', '.filters']) await page.locator(part).waitFor({ state: 'hidden' })
    await fits(page)
  }))
