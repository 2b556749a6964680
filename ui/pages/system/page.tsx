/** The machine behind the figures: whether it is ready and why not, streams, store, lease, parts, versions, alarms, log. */
import { useRead } from '../../data/use-read.js'
import { useStatus } from '../../data/use-status.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { AlarmList } from './alarm-list.js'
import { LogLines } from './log-lines.js'
import { PartTable } from './part-table.js'
import { ProcessFacts } from './process-facts.js'
import { ReadyList } from './ready-list.js'
import { StoreFacts } from './store-facts.js'
import { StreamTable } from './stream-table.js'
import './system.css'

const SystemPage = () => {
  const system = useRead('/api/system')
  const readiness = useRead('/api/trade/readiness')
  const status = useStatus()
  return (
    <div className="stack system-page">
      <div className="system-parts">
        <Panel title="Ready to trade?">
          <Answer read={readiness}>{(data) => <ReadyList readiness={data} status={status.data} />}</Answer>
        </Panel>
        <Panel title="Alarms">
          <Answer
            read={status}
            empty={({ alarms }) =>
              alarms.length === 0 ? 'No alarm stands, none waits for acknowledgement.' : undefined
            }
          >
            {({ alarms }) => <AlarmList alarms={alarms} />}
          </Answer>
        </Panel>
        <Panel title="This process">
          <Answer read={system}>{(data) => <ProcessFacts system={data} status={status.data} />}</Answer>
        </Panel>
        <Panel title="Store and lease">
          <Answer read={system}>{(data) => <StoreFacts system={data} />}</Answer>
        </Panel>
        <Panel title="Streams">
          <Answer read={system}>{(data) => <StreamTable system={data} status={status.data} />}</Answer>
        </Panel>
        <Panel title="Parts of the pipeline">
          <Answer
            read={system}
            empty={({ parts }) => (parts.length === 0 ? 'One process: it has no parts.' : undefined)}
          >
            {({ parts, process, asOfMs }) => <PartTable parts={parts} graphHash={process.graphHash} asOfMs={asOfMs} />}
          </Answer>
        </Panel>
      </div>
      <Panel title="Log, newest first">
        <Answer read={system} empty={({ log }) => (log.length === 0 ? 'No line yet.' : undefined)}>
          {({ log }) => <LogLines lines={log} />}
        </Answer>
      </Panel>
    </div>
  )
}
export default SystemPage
