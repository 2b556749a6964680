/** One sweep: the verdict in words, the maps, the ranking. */
import { useRead } from '../../data/use-read.js'
import { decimal, signed, tone, whole } from '../../format/figures.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
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
    <DataTable
      label="Ranking"
      caption={`The best configurations by ${report.objective}`}
      columns={RANKING}
      rows={report.ranking}
      keyOf={({ configHash }) => configHash}
    />
  </div>
)

const RANKING: readonly Column<Report['ranking'][number]>[] = [
  { name: 'Parameters', wrap: true, className: () => 'mono', cell: ({ params }) => paramsText(params) },
  { name: 'Trades', right: true, cell: ({ trades }) => whole(trades) },
  { name: 'Net bps', right: true, className: ({ pnlBps }) => tone(pnlBps), cell: ({ pnlBps }) => signed(pnlBps, 1) },
  { name: 'Mean', right: true, className: ({ meanBps }) => tone(meanBps), cell: ({ meanBps }) => signed(meanBps, 2) },
  { name: 'Drawdown', right: true, from: 'mid', cell: ({ maxDrawdownBps }) => decimal(maxDrawdownBps, 1) },
  { name: 'Sharpe', right: true, from: 'mid', cell: ({ sharpeDaily }) => decimal(sharpeDaily) },
]

const paramsText = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([key, value]) => `${key} ${value === null ? 'varies' : JSON.stringify(value)}`)
    .join(', ')
