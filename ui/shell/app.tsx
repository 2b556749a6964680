/** The frame around every page: head with the six lines, navigation, the page, the foot. */
import { lazy, Suspense, useEffect } from 'react'
import { isPast } from '../data/truth.js'
import { useTruth } from '../data/use-truth.js'
import { useUrl } from '../route/use-url.js'
import type { PageName } from '../route/url-state.js'
import { Crash } from './crash.js'
import { Foot } from './foot.js'
import { Head } from './head.js'
import { useKeys } from './keys.js'
import './shell.css'

const PAGE_OF = {
  desk: lazy(() => import('../pages/desk/page.js')),
  why: lazy(() => import('../pages/why/page.js')),
  graph: lazy(() => import('../pages/graph/page.js')),
  gates: lazy(() => import('../pages/gates/page.js')),
  studies: lazy(() => import('../pages/studies/page.js')),
  ledger: lazy(() => import('../pages/ledger/page.js')),
  system: lazy(() => import('../pages/system/page.js')),
  nowhere: lazy(() => import('../pages/nowhere/page.js')),
} as const satisfies Record<PageName, unknown>

const titleOf = (page: PageName): string =>
  page === 'nowhere' ? 'No such page' : `${page[0]?.toUpperCase()}${page.slice(1)}`

export const App = () => {
  const { page, params } = useUrl()
  const { truth } = useTruth()
  const pair = params['pair']
  const title = titleOf(page)
  useKeys()
  useEffect(() => {
    document.title = `${title}${pair ? ` ${pair}` : ''} · SEP`
  }, [title, pair])
  const Page = PAGE_OF[page]
  return (
    <div className="app" data-page={page} data-truth={truth} data-stale={isPast(truth)}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Head />
      <main id="main" tabIndex={-1}>
        <h1 className="unseen">{title}</h1>
        <Crash key={page}>
          <Suspense fallback={<div className="wait" role="img" aria-label="loading" />}>
            <Page />
          </Suspense>
        </Crash>
      </main>
      <Foot />
    </div>
  )
}
