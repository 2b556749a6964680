/** Alarms, and who has seen them. */
import type { AlarmView } from '../../../api/contract/status.js'
import { useRead } from '../../data/use-read.js'
import { whole } from '../../format/figures.js'
import { Acknowledge } from '../../parts/acknowledge.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { Panel } from '../../parts/panel.js'

const MOST = 200

export const AlarmsPanel = () => {
  const read = useRead('/api/alarms', { limit: MOST })
  return (
    <Panel title="Alarms">
      <Answer read={read} empty={({ items }) => (items.length === 0 ? 'No alarm yet.' : undefined)}>
        {({ items }) => (
          <DataTable
            label={`Alarms, ${items.length} rows`}
            caption="Alarms, newest first"
            columns={COLUMNS}
            rows={items}
            keyOf={({ id }) => id}
            size="tall"
          />
        )}
      </Answer>
    </Panel>
  )
}

const TONES = Object.freeze({ info: 'soft', warning: 'warn', critical: 'down strong' })

const COLUMNS: readonly Column<AlarmView>[] = [
  { name: 'Since', head: true, cell: ({ startMs }, times) => times.full(startMs) },
  {
    name: 'Severity',
    from: 'mid',
    className: ({ severity }) => TONES[severity],
    cell: ({ severity }) => severity,
  },
  { name: 'Code', from: 'wide', cell: ({ code }) => code.replaceAll('_', ' ') },
  { name: 'What', wrap: true, cell: ({ text }) => text },
  { name: 'Times', right: true, from: 'mid', cell: ({ count }) => whole(count) },
  {
    name: 'Until',
    from: 'wide',
    cell: ({ endMs, unwatched }, times) =>
      endMs === null
        ? 'it stands'
        : unwatched
          ? `not known, not watched since ${times.full(endMs)}`
          : times.full(endMs),
  },
  { name: 'Acknowledged', cell: (alarm) => <Acknowledge alarm={alarm} /> },
]
