/** What happened: orders, fills, trades, transactions, who used the controls, alarms; and a day run again. */
import { setParams, useUrl } from '../../route/use-url.js'
import { AlarmsPanel } from './alarms-panel.js'
import { ListPanel } from './list-panel.js'
import { type LedgerList, LISTS } from './lists.js'
import { ReplayPanel } from './replay-panel.js'
import './ledger.css'

const TABS = [...(Object.keys(LISTS) as LedgerList[]), 'alarms'] as const
type Tab = (typeof TABS)[number]

const LedgerPage = () => {
  const { list } = useUrl().params
  const shown = TABS.find((tab) => tab === list) ?? 'orders'
  return (
    <div className="stack">
      <nav className="row tabs" aria-label="lists of the ledger">
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            aria-pressed={tab === shown}
            onClick={() => setParams({ list: tab === 'orders' ? null : tab, cursor: null })}
          >
            {titleOf(tab)}
          </button>
        ))}
      </nav>
      {shown === 'alarms' ? <AlarmsPanel /> : <ListPanel key={shown} list={shown} />}
      <ReplayPanel />
    </div>
  )
}

const titleOf = (tab: Tab): string => (tab === 'alarms' ? 'Alarms' : LISTS[tab].title)

export default LedgerPage
