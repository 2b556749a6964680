/** `g` and the first letter of a page goes there: g d, g w, g g, g a (Gates), g s, g l, g y (System). */
import { useEffect } from 'react'
import type { PageName } from '../route/url-state.js'
import { goTo, pageState } from '../route/use-url.js'

export const PAGE_KEYS: Readonly<Record<string, PageName>> = Object.freeze({
  d: 'desk',
  w: 'why',
  g: 'graph',
  a: 'gates',
  s: 'studies',
  l: 'ledger',
  y: 'system',
})

/** Keys mean letters while a field has the focus. */
export const isTyping = ({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  ctrlKey || metaKey || altKey || (target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))

export const useKeys = (): void =>
  useEffect(() => {
    const state = { go: false }
    const onKey = (event: KeyboardEvent) => {
      const page = state.go && !isTyping(event) ? PAGE_KEYS[event.key] : undefined
      state.go = !state.go && !isTyping(event) && event.key === 'g'
      if (page === undefined) return
      event.preventDefault()
      goTo(pageState(page))
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
