/** How the gate of a pair came to where it is: its shadow's result over time, and when the gate changed. */
import { useRead } from '../../data/use-read.js'
import { decimal, pairName, whole } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { Panel } from '../../parts/panel.js'
import { Twin } from '../../parts/twin.js'
import { HistoryChart } from './history-chart.js'
import { type HistoryPoint, historyText, stateChanges } from './history-series.js'

export const GateHistory = ({ pair }: { readonly pair: string }) => {
  const history = useRead('/api/gates/history', { instrument: pair }, { everyMs: 10_000 })
  const times = useTimes()
  return (
    <Panel title={`History of the gate, ${pairName(pair)}`}>
      <Answer
        read={history}
        empty={({ points }) => (points.length === 0 ? 'No history yet: the gate has not been judged.' : undefined)}
      >
        {({ points }) => (
          <>
            <HistoryChart points={points} label={historyText(pairName(pair), points)} times={times} />
            <Twin summary={`Changes as a table (${stateChanges(points).length})`}>
              {() => (
                <DataTable
                  label="Changes of the gate"
                  columns={COLUMNS}
                  rows={stateChanges(points)}
                  keyOf={({ tsMs }) => String(tsMs)}
                />
              )}
            </Twin>
          </>
        )}
      </Answer>
    </Panel>
  )
}

const COLUMNS: readonly Column<HistoryPoint>[] = [
  { name: 'Time', head: true, cell: ({ tsMs }, times) => times.full(tsMs) },
  { name: 'Gate', cell: ({ state }) => state },
  { name: 'Trades', right: true, cell: ({ trades }) => whole(trades) },
  { name: 'Result, bps', right: true, cell: ({ pnlBps }) => decimal(pnlBps, 1) },
  { name: 'Calmar', right: true, from: 'mid', cell: ({ calmar }) => decimal(calmar, 2) },
  { name: 'Weight', right: true, from: 'mid', cell: ({ weight }) => decimal(weight, 3) },
]
