/** Sweeps with their progress; one is opened. */
import type { Reads } from '../../data/reads.js'
import { useRead } from '../../data/use-read.js'
import { whole } from '../../format/figures.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { Panel } from '../../parts/panel.js'
import { setParams, useUrl } from '../../route/use-url.js'

export const SweepsPanel = () => {
  const { sweep } = useUrl().params
  const read = useRead('/api/sweeps')
  return (
    <Panel title="Sweeps">
      <Answer
        read={read}
        empty={({ sweeps, workers }) =>
          sweeps.length === 0 && workers.length === 0 ? (
            <>
              No sweep in .sep/sweeps. <code>sep trials SPEC.yaml</code> makes one.
            </>
          ) : undefined
        }
      >
        {({ sweeps, workers }) => (
          <div className="stack">
            <DataTable
              label={`Sweeps, ${sweeps.length} rows`}
              caption="Sweeps, the newest first"
              columns={columns(sweep)}
              rows={sweeps}
              keyOf={({ name }) => name}
              isChosen={({ name }) => name === sweep}
            />
            <p className="soft">
              {workers.length === 0
                ? 'No worker has been heard of.'
                : `Workers: ${workers.map(({ name, job }) => `${name} ${job === null ? 'idle' : 'computing'}`).join(', ')}.`}
            </p>
          </div>
        )}
      </Answer>
    </Panel>
  )
}

const columns = (open: string | undefined): readonly Column<Reads['/api/sweeps']['sweeps'][number]>[] => [
  {
    name: 'Sweep',
    head: true,
    cell: ({ name }) => (
      <button type="button" className="link" onClick={() => setParams({ sweep: name === open ? null : name })}>
        {name}
      </button>
    ),
  },
  { name: 'Progress', from: 'mid', cell: ({ finished }) => (finished ? 'ended' : 'runs, or was interrupted') },
  {
    name: 'Results',
    right: true,
    cell: ({ name, done, trials }) => (
      <>
        {whole(done)}
        {trials !== null && ` of ${whole(trials)}`}
        {trials !== null && <progress max={trials} value={done} aria-label={`progress of ${name}`} />}
      </>
    ),
  },
  { name: 'Last result', from: 'mid', cell: ({ writtenMs }, times) => times.full(writtenMs) },
]
