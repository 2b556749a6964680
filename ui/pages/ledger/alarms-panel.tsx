/** Alarms, and who has seen them. */
import { useState } from 'react'
import { act } from '../../data/act.js'
import { useRead } from '../../data/use-read.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'

export const AlarmsPanel = () => {
  const times = useTimes()
  const read = useRead('/api/alarms', { limit: 200 })
  const { data: session } = useRead('/api/session', {}, { everyMs: 30_000 })
  const may = session?.scope === 'control' || session?.scope === 'admin'
  const [refused, setRefused] = useState<string | null>(null)
  const acknowledge = (id: string) => {
    setRefused(null)
    act(`/api/alarms/${encodeURIComponent(id)}/ack`, {})
      .then(() => read.refetch())
      .catch((error: Error) => setRefused(error.message))
  }
  return (
    <Panel title="Alarms">
      <p role="status" className={refused === null ? 'unseen' : 'note error'}>
        {refused ?? ''}
      </p>
      <Answer read={read} empty={({ items }) => (items.length === 0 ? 'No alarms.' : undefined)}>
        {({ items }) => (
          <div className="scroll tall" tabIndex={0} role="region" aria-label={`Alarms, ${items.length} rows`}>
            <table>
              <caption className="unseen">Alarms, newest first</caption>
              <Head />
              <tbody>
                {items.map((alarm) => (
                  <tr key={alarm.id}>
                    <td>{times.full(alarm.startMs)}</td>
                    <td
                      className={
                        alarm.severity === 'critical' ? 'down strong' : alarm.severity === 'warning' ? 'warn' : ''
                      }
                    >
                      {alarm.severity}
                    </td>
                    <td>{alarm.code.replaceAll('_', ' ')}</td>
                    <td className="wrap">{alarm.text}</td>
                    <td className="r">{alarm.count}</td>
                    <td>{alarm.endMs === null ? 'it stands' : times.full(alarm.endMs)}</td>
                    <td>
                      {alarm.acknowledgedBy ??
                        (may ? (
                          <button
                            type="button"
                            className="small"
                            aria-label={`acknowledge ${alarm.code}, ${alarm.text}`}
                            onClick={() => acknowledge(alarm.id)}
                          >
                            Acknowledge
                          </button>
                        ) : (
                          'not yet; log in to do it'
                        ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Answer>
    </Panel>
  )
}

const Head = () => (
  <thead>
    <tr>
      {['Since', 'Severity', 'Code', 'What', 'Times', 'Until', 'Acknowledged'].map((name) => (
        <th key={name} scope="col" className={name === 'Times' ? 'r' : ''}>
          {name}
        </th>
      ))}
    </tr>
  </thead>
)
