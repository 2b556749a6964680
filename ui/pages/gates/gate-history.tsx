/** How the gate of a pair came to where it is: its shadow's result over time, and when the gate changed. */
import { useRead } from '../../data/use-read.js'
import { decimal, pairName } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { HistoryChart } from './history-chart.js'
import { historyText, stateChanges } from './history-series.js'

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
            <details>
              <summary>Changes as a table ({stateChanges(points).length})</summary>
              <ScrollRegion label="Changes of the gate" className="wide">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Time</th>
                      <th scope="col">Gate</th>
                      <th scope="col" className="r">
                        Trades
                      </th>
                      <th scope="col" className="r">
                        Result, bps
                      </th>
                      <th scope="col" className="r">
                        Calmar
                      </th>
                      <th scope="col" className="r">
                        Weight
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {stateChanges(points).map((point) => (
                      <tr key={point.tsMs}>
                        <th scope="row">{times.full(point.tsMs)}</th>
                        <td>{point.state}</td>
                        <td className="r">{point.trades}</td>
                        <td className="r">{decimal(point.pnlBps, 1)}</td>
                        <td className="r">{decimal(point.calmar, 2)}</td>
                        <td className="r">{decimal(point.weight, 3)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </ScrollRegion>
            </details>
          </>
        )}
      </Answer>
    </Panel>
  )
}
