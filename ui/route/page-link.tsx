/** A link to a page: a real address, so that it may be opened in another tab or copied. */
import type { ComponentProps, MouseEvent } from 'react'
import { type PageName, type ParamChange, urlOf } from './url-state.js'
import { goTo, pageState, useUrl } from './use-url.js'

interface PageLinkProps extends Omit<ComponentProps<'a'>, 'href' | 'onClick'> {
  readonly page: PageName
  readonly params?: ParamChange
}

export const PageLink = ({ page, params, ...rest }: PageLinkProps) => {
  // Another address may change the link, which keeps the pair.
  useUrl()
  const state = pageState(page, params)
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    goTo(state)
  }
  return <a {...rest} href={urlOf(state)} onClick={follow} />
}
