/** The page behind nginx in a real Chromium: logged in by a link, wide and narrow, without a complaint of the browser. */
import { join } from 'node:path'
import { makeFolder } from '../../../lib/make-folder.js'
import { launchChromium } from '../../support/browser/chromium.js'
import { patientPage } from '../../support/browser/patient-page.js'
import { until } from '../../support/until.js'

const SIZES = [
  [1440, 900],
  [390, 844],
] as const
const PAGES = ['desk', 'ledger', 'system']

/** `linkOf` makes a login link; paths of the pictures. */
export const takePictures = async (linkOf: () => Promise<string>, folder: string): Promise<readonly string[]> => {
  makeFolder(folder)
  const browser = await launchChromium()
  const complaints: string[] = []
  const pictures: string[] = []
  try {
    for (const [width, height] of SIZES) {
      // The certificate of the test signs itself.
      const context = await browser.newContext({ viewport: { width, height }, ignoreHTTPSErrors: true })
      const page = await patientPage(context)
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(`${width}: ${message.text()}`)
      })
      page.on('pageerror', (error) => complaints.push(`${width}: ${String(error)}`))
      const link = await linkOf()
      await page.goto(link)
      const { origin } = new URL(link)
      for (const name of PAGES) {
        await page.goto(`${origin}/?page=${name}`)
        await until(`page ${name} shows the account`, 60_000, async () =>
          /paper/i.test((await page.textContent('body')) ?? ''),
        )
        await until(
          `page ${name} has news by the socket`,
          60_000,
          async () => !/polling/i.test((await page.textContent('header')) ?? ''),
        )
        const path = join(folder, `${name}-${width}.png`)
        await page.screenshot({ path, fullPage: true })
        pictures.push(path)
      }
      await context.close()
    }
  } finally {
    await browser.close()
  }
  if (complaints.length > 0) throw new Error(`the browser complains: ${complaints.join('\n')}`)
  return pictures
}
