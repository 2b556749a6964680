/** A page whose actions wait for a machine that is busy with other things; and, asked for, a page that is slow itself. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { BrowserContext, Page, Route } from 'playwright-core'
import { systemClock } from '../../../lib/clock.js'

/** The limit of one click or wait. */
const PATIENCE_MS = 60_000
const SLOWER = 8
const DELAY_MAX_MS = 400

export const patientPage = async (context: BrowserContext): Promise<Page> => {
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  return page
}

/** Handles the requests of a page; one that comes while the page is being closed has nobody to answer to. */
export const onRequest = (page: Page, pattern: string, handle: (route: Route) => Promise<void>): Promise<unknown> =>
  page.route(pattern, (route) =>
    handle(route).catch((error: unknown) => {
      if (!/has been closed/.test(String(error))) throw error
    }),
  )

/** With `SEP_SLOW_PAGES=SEED` the page computes eight times slower, and each answer is late by up to 400 ms, in random order. */
export const slowDown = async (page: Page): Promise<void> => {
  const seed = process.env['SEP_SLOW_PAGES']
  if (seed === undefined) return
  const random = xoroshiro128plus(Number(seed))
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  await onRequest(page, '**/*', async (route) => {
    await systemClock.sleep(uniformInt(random, 0, DELAY_MAX_MS))
    await route.fallback()
  })
}
