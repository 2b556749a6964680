/** One run: its equity, and its trades as a table. */
import { useMemo } from 'react'
import { useRead } from '../../data/use-read.js'
import { decimal, pairName, signed, tone } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
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
        <div className="scroll" tabIndex={0} role="region" aria-label="Trades of the run">
          <table>
            <caption className="unseen">Trades of the run, newest first</caption>
            <thead>
              <tr>
                {['Closed', 'Opened', 'Side', 'Net bps', 'Gross', 'Costs', 'Reason'].map((name) => (
                  <th key={name} scope="col" className={/bps|Gross|Costs/.test(name) ? 'r' : ''}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {newest.map((trade) => (
                <tr key={`${trade.exitMs} ${trade.entryMs}`}>
                  <td>{times.full(trade.exitMs)}</td>
                  <td>{times.full(trade.entryMs)}</td>
                  <td>{trade.side}</td>
                  <td className={`r ${tone(trade.pnlBps)}`}>{signed(trade.pnlBps, 2)}</td>
                  <td className="r">{signed(trade.grossBps, 2)}</td>
                  <td className="r">{decimal(trade.costsBps, 2)}</td>
                  <td>{trade.reason.replaceAll('_', ' ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  )
}
