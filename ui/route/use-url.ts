/** The address as state of React, and how it is changed. */
import { useSyncExternalStore } from 'react'
import { changed, type PageName, type ParamChange, parseUrl, type UrlState, urlOf } from './url-state.js'

const listeners = new Set<() => void>()
const addressNow = () => {
  const { pathname, search } = window.location
  return { address: pathname + search, state: parseUrl(pathname, search) }
}
const current = addressNow()
const refresh = () => {
  const now = addressNow()
  if (now.address === current.address) return
  Object.assign(current, now)
  for (const listener of listeners) listener()
}
window.addEventListener('popstate', refresh)
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const urlNow = (): UrlState => current.state

export const useUrl = (): UrlState => useSyncExternalStore(subscribe, urlNow)

/** To another page. What holds everywhere, the pair, stays unless it is changed. */
export const pageState = (page: PageName, params: ParamChange = {}): UrlState => {
  const { pair } = current.state.params
  return { page, params: changed(pair === undefined ? {} : { pair }, params) }
}

/** `replace`: no step of its own for the back button. */
export const goTo = (state: UrlState, replace = false): void => {
  const { hash } = window.location
  window.history[replace ? 'replaceState' : 'pushState'](null, '', urlOf(state) + hash)
  refresh()
}

/** Changes parameters of this page. */
export const setParams = (change: ParamChange, replace = false): void =>
  goTo({ page: current.state.page, params: changed(current.state.params, change) }, replace)

/** One parameter and its setter. */
export const useParam = (key: string): readonly [string | undefined, (value: string | number | null) => void] => [
  useUrl().params[key],
  (value) => setParams({ [key]: value }),
]
