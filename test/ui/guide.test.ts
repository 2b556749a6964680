/** The guide in Chromium, under the server's own headers: phone and desk, light and dark. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { afterAll, expect, test } from 'vitest'
import { headers } from '../../api/server/headers.js'
import { guidePages } from '../../cli/guide/guide-pages.js'
import { siteFiles } from '../../deploy/guide/site-files.js'
import { writeSite } from '../../deploy/guide/write-site.js'
import { listen } from '../../lib/listen.js'
import { browserOfFile, shoot, untilText } from '../support/browser/browser.js'
import { axeFindsNothing, fits } from '../support/browser/filled.js'
import { ROOT } from '../support/paths.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-guide-'))
const site = siteFiles({ root: ROOT, version: '1.2.3', made: await guidePages() })
const served: { url?: string; close?: () => Promise<void> } = {}
const browser = browserOfFile(async () => {
  expect(writeSite(join(folder, 'guide'), site, 'test')).toBe(true)
  expect(writeSite(join(folder, 'guide'), site, 'test')).toBe(false)
  const app = express()
  app.use(headers()).use('/docs', express.static(folder))
  const server = await listen(app, { port: 0, host: '127.0.0.1' })
  served.close = server.close
  served.url = `${server.url}/docs/guide`
  return served.url
})
afterAll(async () => {
  await served.close?.()
  rmSync(folder, { recursive: true })
})

test.each([
  [390, 'light'],
  [390, 'dark'],
  [1440, 'light'],
  [1440, 'dark'],
] as const)('%s px, %s: no page is wider than the window, and it is readable', async (width, colorScheme) => {
  const page = await browser().open({ width, colorScheme, bypassCSP: true, at: 'index.html' })
  for (const name of ['runbook', 'configuration', 'run-folder']) {
    await page.goto(`${served.url}/${name}.html`)
    await fits(page, name)
  }
  await expect.poll(() => page.getAttribute('html', 'data-theme')).toBe(colorScheme)
  await axeFindsNothing(page)
  await shoot(page, `guide-${width}-${colorScheme}`)
})

test('contents, search and theme, by keyboard, under the policy', async () => {
  const page = await browser().open({ at: 'index.html' })
  await page.keyboard.press('/')
  await page.keyboard.type('drawdown limit reached')
  await page.click('#found a:has-text("drawdown")')
  await page.waitForURL(/runbook\.html#drawdown$/)
  await untilText(page, '[aria-current]', /^Operations runbook$/)
  await page.click('#theme')
  await expect.poll(() => page.getAttribute('html', 'data-theme')).toBe('dark')
  await page.click('nav.contents a:has-text("Error codes")')
  await page.waitForURL(/error-codes\.html$/)
  await expect.poll(() => page.getAttribute('html', 'data-theme')).toBe('dark')
})
