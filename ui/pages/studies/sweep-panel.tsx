/** One sweep: the verdict in words, the maps, the ranking. */
import { useRead } from '../../data/use-read.js'
import { decimal, signed, tone, whole } from '../../format/figures.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { HeatMap } from './heat-map.js'

type Report = NonNullable<ReturnType<typeof useRead<`/api/sweeps/${string}`>>['data']>

export const SweepPanel = ({ name }: { readonly name: string }) => {
  const read = useRead(`/api/sweeps/${encodeURIComponent(name)}`, {}, { everyMs: false })
  return (
    <Panel title={`Sweep ${name}`} id="sweep">
      <Answer read={read}>{(report) => <Shown report={report} />}</Answer>
    </Panel>
  )
}

const Shown = ({ report }: { readonly report: Report }) => (
  <div className="stack">
    <p className={`verdict ${report.verdict}`}>{report.sentence}</p>
    <ul className="soft">
      {report.reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
    {report.heatMaps.map((map) => (
      <HeatMap key={`${map.x.name} ${map.y.name}`} map={map} />
    ))}
    {report.heatMaps.length === 0 && <p className="note">No map: fewer than two parameters vary.</p>}
    <div className="scroll" tabIndex={0} role="region" aria-label="Ranking">
      <table>
        <caption className="unseen">The best configurations by {report.objective}</caption>
        <thead>
          <tr>
            {['Parameters', 'Trades', 'Net bps', 'Mean', 'Drawdown', 'Sharpe'].map((name, n) => (
              <th key={name} scope="col" className={n === 0 ? '' : 'r'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.ranking.map((own) => (
            <tr key={own.configHash}>
              <td className="mono">
                {Object.entries(own.params)
                  .map(([key, value]) => `${key} ${value === null ? 'varies' : JSON.stringify(value)}`)
                  .join(', ')}
              </td>
              <td className="r">{whole(own.trades)}</td>
              <td className={`r ${tone(own.pnlBps)}`}>{signed(own.pnlBps, 1)}</td>
              <td className={`r ${tone(own.meanBps)}`}>{signed(own.meanBps, 2)}</td>
              <td className="r">{decimal(own.maxDrawdownBps, 1)}</td>
              <td className="r">{decimal(own.sharpeDaily)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </div>
)
