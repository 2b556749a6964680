/** Stored runs, newest first: one is opened, two to ten are compared. */
import { useRead } from '../../data/use-read.js'
import { decimal, pairName, signed, tone, whole } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Pager } from '../../parts/pager.js'
import { Panel } from '../../parts/panel.js'
import { setParams, useUrl } from '../../route/use-url.js'

const MOST = 10

export const RunsPanel = () => {
  const { pair, runs: cursor, run, compare } = useUrl().params
  const read = useRead('/api/backtest/results', { instrument: pair, limit: 50, cursor }, { keep: true, everyMs: 5000 })
  const chosen = compare?.split(',') ?? []
  const choose = (id: string, on: boolean) => {
    const next = on ? [...chosen, id] : chosen.filter((other) => other !== id)
    setParams({ compare: next.join(',') }, true)
  }
  return (
    <Panel title={`Runs${pair === undefined ? '' : ` of ${pairName(pair)}`}`}>
      <Answer
        read={read}
        empty={({ items }) =>
          items.length === 0 && cursor === undefined
            ? 'No stored runs. sep trials with persist, or a run that is started below, stores them for 30 days.'
            : undefined
        }
      >
        {({ items, cursor: next }) => (
          <div className="stack">
            <div className="scroll" tabIndex={0} role="region" aria-label={`Runs, ${items.length} rows`}>
              <table>
                <caption className="unseen">Stored runs, newest first</caption>
                <RunsHead />
                <tbody>
                  {items.map((one) => (
                    <RunRow
                      key={one.runId}
                      run={one}
                      open={one.runId === run}
                      chosen={chosen.includes(one.runId)}
                      full={chosen.length >= MOST}
                      choose={choose}
                    />
                  ))}
                </tbody>
              </table>
            </div>
            <Pager param="runs" next={next} what="runs" />
          </div>
        )}
      </Answer>
    </Panel>
  )
}

const HEAD = [
  'Compare',
  'Stored',
  'Pair',
  'Days',
  'Parameters',
  'Trades',
  'Net bps',
  'Mean',
  'Drawdown',
  'Sharpe',
  'Run',
]
const LEFT = ['Compare', 'Stored', 'Pair', 'Parameters', 'Run']

const RunsHead = () => (
  <thead>
    <tr>
      {HEAD.map((name) => (
        <th key={name} scope="col" className={LEFT.includes(name) ? '' : 'r'}>
          {name}
        </th>
      ))}
    </tr>
  </thead>
)

interface RunRowProps {
  readonly run: RunItem
  readonly open: boolean
  readonly chosen: boolean
  /** No more can be chosen. */
  readonly full: boolean
  readonly choose: (id: string, on: boolean) => void
}
type RunItem = NonNullable<ReturnType<typeof useRead<'/api/backtest/results'>>['data']>['items'][number]

const RunRow = ({ run, open, chosen, full, choose }: RunRowProps) => {
  const times = useTimes()
  const { runId } = run
  return (
    <tr aria-current={open ? 'true' : undefined}>
      <td>
        <input
          type="checkbox"
          checked={chosen}
          disabled={full && !chosen}
          aria-label={`compare run ${runId.slice(0, 8)}`}
          onChange={({ target }) => choose(runId, target.checked)}
        />
      </td>
      <td>{times.full(run.storedMs)}</td>
      <td>{pairName(run.instrument)}</td>
      <td className="r">{decimal(run.days, run.days % 1 === 0 ? 0 : 1)}</td>
      <td className="mono">{run.paramKey ?? JSON.stringify(run.params).slice(0, 40)}</td>
      <td className="r">{whole(run.trades)}</td>
      <td className={`r ${tone(run.pnlBps)}`}>{signed(run.pnlBps, 1)}</td>
      <td className={`r ${tone(run.meanBps)}`}>{signed(run.meanBps, 2)}</td>
      <td className="r">{decimal(run.maxDrawdownBps, 1)}</td>
      <td className="r">{decimal(run.sharpeDaily)}</td>
      <td>
        <button type="button" className="link mono" onClick={() => setParams({ run: open ? null : runId })}>
          {runId.slice(0, 8)}
        </button>
      </td>
    </tr>
  )
}
