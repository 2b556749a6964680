/** Starts a run of a pair; hidden where runs cannot be started or the reader may not. */
import { useState } from 'react'
import type { z } from 'zod'
import type { startedRunSchema } from '../../../api/contract/studies.js'
import { post } from '../../data/act.js'
import { useRead } from '../../data/use-read.js'
import { MINUTE_MS } from '../../format/time-units.js'
import { pairName, whole } from '../../format/figures.js'
import { Panel } from '../../parts/panel.js'
import { useUrl } from '../../route/use-url.js'

type Started = z.output<typeof startedRunSchema>

export const StartPanel = () => {
  const { data: window } = useRead('/api/studies/default-window', {}, { everyMs: MINUTE_MS })
  const { data: session } = useRead('/api/session', {}, { everyMs: MINUTE_MS })
  const may = session?.scope === 'control' || session?.scope === 'admin'
  if (!may || !window?.starts.longRun) return null
  return <StartForm longRunDays={window.longRunDays} days={window.starts.backtest ? window.days : null} />
}

interface StartFormProps {
  readonly longRunDays: number
  /** Of a shorter run; null: only the long one may be started. */
  readonly days: number | null
}

const StartForm = ({ longRunDays, days }: StartFormProps) => {
  const { pair } = useUrl().params
  const { data } = useRead('/api/pairs', {}, { everyMs: MINUTE_MS })
  const names = data?.pairs.map(({ instrument }) => instrument) ?? []
  const [chosen, setChosen] = useState(pair ?? '')
  const [said, setSaid] = useState<{ readonly text: string; readonly error: boolean } | null>(null)
  const [busy, setBusy] = useState(false)
  const instrument = chosen === '' ? (names[0] ?? '') : chosen
  const start = (path: string, body: object) => {
    setBusy(true)
    setSaid(null)
    post<Started>(path, body, 2 * MINUTE_MS)
      .then((started) => setSaid({ text: textOf(started), error: false }))
      .catch((error: Error) => setSaid({ text: error.message, error: true }))
      .finally(() => setBusy(false))
  }
  return (
    <Panel title="Start a run">
      <div className="row">
        <label>
          <span className="soft">Pair </span>
          <select value={instrument} onChange={({ target }) => setChosen(target.value)}>
            {names.map((name) => (
              <option key={name} value={name}>
                {pairName(name)}
              </option>
            ))}
          </select>
        </label>
        {days !== null && (
          <button
            type="button"
            disabled={busy || instrument === ''}
            onClick={() => start('/api/backtest/run', { instrument, days })}
          >
            Run {days} days
          </button>
        )}
        <button
          type="button"
          disabled={busy || instrument === ''}
          onClick={() => start('/api/studies/enqueue-long-run', { instrument })}
        >
          Run {longRunDays} days
        </button>
        <span className="soft">with the settings of this process, on the stored candles</span>
      </div>
      <p role="status" className={said === null ? 'unseen' : said.error ? 'note error' : 'note'}>
        {said?.text ?? ''}
      </p>
    </Panel>
  )
}

const textOf = ({ runId, days, workers }: Started): string =>
  `Queued as run ${runId.slice(0, 8)}, ${whole(days)} days. ` +
  (workers === 0 ? 'No worker has been heard of: start sep worker.' : `${workers} workers take it.`)
