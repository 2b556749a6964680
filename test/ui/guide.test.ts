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
import { ROOT } from '../support/paths.js'
import { axeViolations, browserOfFile, overflow, shoot } from './browser.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-guide-'))
const site = siteFiles({ root: ROOT, version: '1.2.3', made: await guidePages() })
const served: { close?: () => Promise<void> } = {}
const browser = browserOfFile(async () => {
  expect(writeSite(join(folder, 'guide'), site, 'test')).toBe(true)
  expect(writeSite(join(folder, 'guide'), site, 'test')).toBe(false)
  const app = express()
  app.use(headers()).use('/docs', express.static(folder))
  const server = await listen(app, { port: 0, host: '127.0.0.1' })
  served.close = server.close
  return `${server.url}/docs/guide`
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
    await page.goto(new URL(`${name}.html`, page.url()).href)
    expect(await overflow(page), name).toBe(0)
  }
  expect(await page.getAttribute('html', 'data-theme')).toBe(colorScheme)
  expect(await axeViolations(page)).toEqual([])
  await shoot(page, `guide-${width}-${colorScheme}`)
})

test('contents, search and theme, by keyboard, under the policy', async () => {
  const page = await browser().open({ at: 'index.html' })
  await page.keyboard.press('/')
  await page.keyboard.type('drawdown limit reached')
  await page.click('#found a:has-text("drawdown")')
  await page.waitForURL(/runbook\.html#drawdown$/)
  expect(await page.textContent('[aria-current]')).toBe('Operations runbook')
  await page.click('#theme')
  await page.click('nav.contents a:has-text("Error codes")')
  expect(await page.getAttribute('html', 'data-theme')).toBe('dark')
})
