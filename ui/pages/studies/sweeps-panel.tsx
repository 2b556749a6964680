/** Sweeps with their progress; one is opened. */
import { useRead } from '../../data/use-read.js'
import { whole } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { setParams, useUrl } from '../../route/use-url.js'

export const SweepsPanel = () => {
  const { sweep } = useUrl().params
  const times = useTimes()
  const read = useRead('/api/sweeps')
  return (
    <Panel title="Sweeps">
      <Answer
        read={read}
        empty={({ sweeps, workers }) =>
          sweeps.length === 0 && workers.length === 0
            ? 'No sweeps in .sep/sweeps. sep trials SPEC.yaml makes one.'
            : undefined
        }
      >
        {({ sweeps, workers }) => (
          <div className="stack">
            <div className="scroll" tabIndex={0} role="region" aria-label={`Sweeps, ${sweeps.length} rows`}>
              <table>
                <caption className="unseen">Sweeps, the newest first</caption>
                <thead>
                  <tr>
                    <th scope="col">Sweep</th>
                    <th scope="col">Progress</th>
                    <th scope="col" className="r">
                      Results
                    </th>
                    <th scope="col">Last result</th>
                  </tr>
                </thead>
                <tbody>
                  {sweeps.map((one) => (
                    <tr key={one.name} aria-current={one.name === sweep ? 'true' : undefined}>
                      <th scope="row">
                        <button
                          type="button"
                          className="link"
                          onClick={() => setParams({ sweep: one.name === sweep ? null : one.name })}
                        >
                          {one.name}
                        </button>
                      </th>
                      <td>{one.finished ? 'ended' : 'runs, or was interrupted'}</td>
                      <td className="r">
                        {whole(one.done)}
                        {one.trials !== null && ` of ${whole(one.trials)}`}
                        {one.trials !== null && (
                          <progress max={one.trials} value={one.done} aria-label={`progress of ${one.name}`} />
                        )}
                      </td>
                      <td>{times.full(one.writtenMs)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
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
