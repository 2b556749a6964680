/** A page that has drawn what it was asked for, and what holds of it in every size and colour. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** What is still on its way, after two frames: answers, fonts, movements. */
const ON_ITS_WAY = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve([
  ...(document.readyState === 'complete' && document.querySelector('main') ? [] : ['the page']),
  ...Array.from(document.querySelectorAll('.wait, [aria-busy=true]'), (one) => 'an answer for ' + one.parentElement.className),
  ...(document.fonts.status === 'loaded' ? [] : ['a font']),
  ...document.getAnimations().filter(({ playState }) => playState === 'running').map(() => 'a movement'),
]))))`

/** No panel waits for its answer any longer. First wait for a panel: a page that was not opened yet waits for nothing. */
export const filled = (page: Page): Promise<void> => expect.poll(() => page.evaluate<string[]>(ON_ITS_WAY)).toEqual([])

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

/** The filled page does not scroll sideways. */
export const fits = async (page: Page, name = ''): Promise<void> => {
  await filled(page)
  await expect.poll(() => page.evaluate<number>(OVERFLOW), { message: `too wide, in pixels: ${name}` }).toBe(0)
}

const GAPS = `[...document.querySelectorAll('main .panel')].flatMap((one, n, all) => all.slice(n + 1).flatMap((other) => {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()]
  const gap = Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom)
  return gap >= 8 ? [] : [[one, other].map((panel) => panel.querySelector('h2').textContent).join(' and ') + ': ' + gap]
}))`

/** The panels of the filled page neither touch nor overlap. */
export const panelsApart = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate<string[]>(GAPS), { message: 'panels too near, in pixels' }).toEqual([])

const CUT = `[...document.querySelectorAll('.list')].filter((list) => list.scrollWidth > list.clientWidth)
  .map((list) => list.getAttribute('aria-label') + ': ' + (list.scrollWidth - list.clientWidth))`

/** No list of the filled page hides a part of its columns. */
export const listsFit = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate<string[]>(CUT), { message: 'lists too wide, in pixels' }).toEqual([])

const VIOLATIONS = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`

/** The filled page breaks nothing of WCAG A and AA. It must be open with `bypassCSP`. */
export const axeFindsNothing = async (page: Page): Promise<void> => {
  await filled(page)
  await page.addScriptTag({ content: axe.source })
  expect(await page.evaluate<string[]>(VIOLATIONS)).toEqual([])
}
