/** What the strategy sees and holds, why it does nothing or this, and what needs a person. */
import { lazy, Suspense, useRef } from 'react'
import { useStatus } from '../../data/use-status.js'
import { usePrecision } from '../../data/use-precision.js'
import { useRead } from '../../data/use-read.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { useUrl } from '../../route/use-url.js'
import { Holdings } from './holdings.js'
import { Needs } from './needs.js'
import { Orders } from './orders.js'
import { Trades } from './trades.js'
import { WatchList } from './watch-list.js'
import './desk.css'

const ChartPanel = lazy(() => import('./chart-panel.js'))

const DeskPage = () => {
  const status = useStatus()
  const pairs = useRead('/api/pairs', {}, { liveMs: 10_000 })
  const { params } = useUrl()
  const first = status.data?.positions[0]?.instrument ?? status.data?.why[0]?.instrument
  // Chosen once: the chart must not jump when a position is closed.
  const usual = useRef(first)
  usual.current ??= first
  const chosen = params['pair'] ?? usual.current
  const precisionOf = usePrecision()
  return (
    <div className="columns desk">
      <div className="stack left">
        <Panel title="Watch list: why nothing, or this, now" className="p-watch">
          <Answer read={status} empty={({ why }) => (why.length === 0 ? 'No instrument is watched yet.' : undefined)}>
            {({ why, positions }) => (
              <WatchList why={why} positions={positions} pairs={pairs.data?.pairs ?? []} chosen={chosen} />
            )}
          </Answer>
        </Panel>
      </div>
      <div className="stack middle">
        {chosen === undefined ? (
          <Panel title="Chart" className="p-chart">
            <Answer read={status}>{() => <p className="note">No instrument yet.</p>}</Answer>
          </Panel>
        ) : (
          <Suspense fallback={<div className="panel wait p-chart" role="img" aria-label="loading" />}>
            <ChartPanel
              key={chosen}
              instrument={chosen}
              precision={precisionOf(chosen)}
              position={status.data?.positions.find(({ instrument }) => instrument === chosen)}
            />
          </Suspense>
        )}
      </div>
      <div className="stack right">
        <Holdings status={status} precisionOf={precisionOf} />
        <Needs status={status} />
      </div>
      <div className="below">
        <Trades chosen={chosen} precisionOf={precisionOf} />
        <Orders precisionOf={precisionOf} />
      </div>
    </div>
  )
}
export default DeskPage
