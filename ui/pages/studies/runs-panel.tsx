/** Stored runs, newest first: one is opened, two to ten are compared. */
import type { Reads } from '../../data/reads.js'
import { useRead } from '../../data/use-read.js'
import { decimal, pairName, signed, tone, whole } from '../../format/figures.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
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
          items.length === 0 && cursor === undefined ? (
            <>
              No stored run. A sweep with <code>persist: true</code>, or a run of a worker, is kept here for 30 days.
            </>
          ) : undefined
        }
      >
        {({ items, cursor: next }) => (
          <div className="stack">
            <DataTable
              label={`Runs, ${items.length} rows`}
              caption="Stored runs, newest first"
              columns={columns({ run, chosen, choose })}
              rows={items}
              keyOf={({ runId }) => runId}
              isChosen={({ runId }) => runId === run}
            />
            <Pager param="runs" next={next} what="runs" />
          </div>
        )}
      </Answer>
    </Panel>
  )
}

type RunItem = Reads['/api/backtest/results']['items'][number]
interface Choosing {
  /** The run that is open. */
  readonly run: string | undefined
  /** Those to compare. */
  readonly chosen: readonly string[]
  readonly choose: (id: string, on: boolean) => void
}
const columns = ({ run, chosen, choose }: Choosing): readonly Column<RunItem>[] => [
  {
    name: 'Compare',
    cell: ({ runId }) => (
      <input
        type="checkbox"
        checked={chosen.includes(runId)}
        disabled={chosen.length >= MOST && !chosen.includes(runId)}
        aria-label={`compare run ${runId.slice(0, 8)}`}
        onChange={({ target }) => choose(runId, target.checked)}
      />
    ),
  },
  {
    name: 'Run',
    head: true,
    cell: ({ runId }) => (
      <button type="button" className="link mono" onClick={() => setParams({ run: runId === run ? null : runId })}>
        {runId.slice(0, 8)}
      </button>
    ),
  },
  { name: 'Stored', from: 'mid', cell: ({ storedMs }, times) => times.full(storedMs) },
  { name: 'Pair', cell: ({ instrument }) => pairName(instrument) },
  { name: 'Days', right: true, from: 'wide', cell: ({ days }) => decimal(days, days % 1 === 0 ? 0 : 1) },
  {
    name: 'Parameters',
    from: 'wide',
    wrap: true,
    className: () => 'mono',
    cell: ({ paramKey, params }) => paramKey ?? JSON.stringify(params).slice(0, 40),
  },
  { name: 'Trades', right: true, from: 'mid', cell: ({ trades }) => whole(trades) },
  { name: 'Net bps', right: true, className: ({ pnlBps }) => tone(pnlBps), cell: ({ pnlBps }) => signed(pnlBps, 1) },
  {
    name: 'Mean',
    right: true,
    from: 'wide',
    className: ({ meanBps }) => tone(meanBps),
    cell: ({ meanBps }) => signed(meanBps, 2),
  },
  { name: 'Drawdown', right: true, from: 'wide', cell: ({ maxDrawdownBps }) => decimal(maxDrawdownBps, 1) },
  { name: 'Sharpe', right: true, from: 'mid', cell: ({ sharpeDaily }) => decimal(sharpeDaily) },
]
