/** For an address that is no page: which it was, and the pages that there are. */
import { Panel } from '../../parts/panel.js'
import { PageLink } from '../../route/page-link.js'
import { PAGES } from '../../route/url-state.js'

const SHOWS: Readonly<Record<(typeof PAGES)[number], string>> = Object.freeze({
  desk: 'Desk: prices, orders, positions, trades',
  why: 'Why: what each step made of a pair, guard by guard',
  graph: 'Graph: the nodes, their rates, values and settings',
  gates: 'Gates: which pairs have earned a place, and the way from candle to order',
  studies: 'Studies: runs, sweeps, comparisons, trials',
  ledger: 'Ledger: orders, fills, trades, transactions, alarms',
  system: 'System: readiness, streams, store, log',
})

const NowherePage = () => {
  const { pathname, search } = window.location
  return (
    <Panel title="No such page">
      <p>
        There is no page at <span className="mono">{`${pathname}${search}`}</span>. These are the pages:
      </p>
      <ul>
        {PAGES.map((page) => (
          <li key={page}>
            <PageLink page={page}>{SHOWS[page]}</PageLink>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
export default NowherePage
