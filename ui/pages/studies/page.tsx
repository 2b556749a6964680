/** What was tried, and what came of it: runs, comparisons, sweeps, spans, the ledger of trials. */
import { useUrl } from '../../route/use-url.js'
import { ComparePanel } from './compare-panel.js'
import { RunPanel } from './run-panel.js'
import { RunsPanel } from './runs-panel.js'
import { SeriesPanel } from './series-panel.js'
import { StartPanel } from './start-panel.js'
import { SweepPanel } from './sweep-panel.js'
import { SweepsPanel } from './sweeps-panel.js'
import { TrialsPanel } from './trials-panel.js'
import './studies.css'

const StudiesPage = () => {
  const { run, compare, sweep } = useUrl().params
  const ids = compare?.split(',').filter((id) => id !== '') ?? []
  return (
    <div className="stack studies-page">
      <RunsPanel />
      {ids.length > 0 && <ComparePanel ids={ids} />}
      {run !== undefined && <RunPanel key={run} runId={run} />}
      <div className="columns studies">
        <SweepsPanel />
        <SeriesPanel />
      </div>
      {sweep !== undefined && <SweepPanel key={sweep} name={sweep} />}
      <StartPanel />
      <TrialsPanel />
    </div>
  )
}
export default StudiesPage
