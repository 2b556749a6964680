/** One run: its equity, and its trades as a table. */
import { useMemo } from 'react'
import { useRead } from '../../data/use-read.js'
import { decimal, pairName, signed, tone } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { LineChart } from '../../parts/line-chart.js'
import { Panel } from '../../parts/panel.js'

type RunTrades = NonNullable<ReturnType<typeof useRead<'/api/backtest/trades'>>['data']>

export const RunPanel = ({ runId }: { readonly runId: string }) => {
  const read = useRead('/api/backtest/trades', { run_id: runId }, { everyMs: false })
  return (
    <Panel title={`Run ${runId.slice(0, 8)}`} id="run">
      <Answer read={read}>{(found) => <Run found={found} />}</Answer>
    </Panel>
  )
}

/** Rows of the table: the chart has them all. */
const SHOWN = 200

const Run = ({ found }: { readonly found: RunTrades }) => {
  const times = useTimes()
  const { run, trades, equity } = found
  const x = useMemo(() => equity.map(([ms]) => ms / 1000), [equity])
  const y = useMemo(() => equity.map(([, bps]) => bps), [equity])
  const last = equity.at(-1)?.[1] ?? null
  if (run === null || trades.length === 0) return <p className="note">This run has closed no trade.</p>
  const newest = trades.slice(-SHOWN).toReversed()
  return (
    <div className="stack">
      <p className="soft">
        {pairName(run.instrument)}, {times.full(run.fromMs)} to {times.full(run.toMs)}: {trades.length} trades,{' '}
        <span className={tone(last)}>{signed(last, 1)} bps</span> after all costs.
      </p>
      <LineChart
        label={`Equity: ${signed(last, 1)} bps at the end`}
        x={x}
        y={y}
        unit="bps"
        utc={times.zone === 'UTC'}
      />
      <details>
        <summary>
          The {newest.length < trades.length ? `newest ${newest.length} of ${trades.length}` : trades.length} trades
        </summary>
        <DataTable
          label="Trades of the run"
          caption="Trades of the run, newest first"
          columns={COLUMNS}
          rows={newest}
          keyOf={({ exitMs, entryMs }) => `${exitMs} ${entryMs}`}
        />
      </details>
    </div>
  )
}

const COLUMNS: readonly Column<RunTrades['trades'][number]>[] = [
  { name: 'Closed', head: true, cell: ({ exitMs }, times) => times.full(exitMs) },
  { name: 'Opened', from: 'wide', cell: ({ entryMs }, times) => times.full(entryMs) },
  { name: 'Side', cell: ({ side }) => side },
  { name: 'Net bps', right: true, className: ({ pnlBps }) => tone(pnlBps), cell: ({ pnlBps }) => signed(pnlBps, 2) },
  { name: 'Gross', right: true, from: 'mid', cell: ({ grossBps }) => signed(grossBps, 2) },
  { name: 'Costs', right: true, from: 'mid', cell: ({ costsBps }) => decimal(costsBps, 2) },
  { name: 'Reason', cell: ({ reason }) => reason.replaceAll('_', ' ') },
]
