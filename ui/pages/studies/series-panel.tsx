/** Trades of a pair over 14, 30 and 60 days, all counted from one run. */
import { useMemo } from 'react'
import { useRead } from '../../data/use-read.js'
import { decimal, NONE, pairName, signed, tone, whole } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { LineChart } from '../../parts/line-chart.js'
import { Panel } from '../../parts/panel.js'
import { useUrl } from '../../route/use-url.js'

type Series = NonNullable<ReturnType<typeof useRead<'/api/studies/series'>>['data']>

export const SeriesPanel = () => {
  const { pair } = useUrl().params
  const read = useRead('/api/studies/series', { instrument: pair }, { keep: true, everyMs: 10_000 })
  return (
    <Panel title="Spans of one run">
      <Answer read={read} empty={({ series, message }) => (series.length === 0 ? message : undefined)}>
        {(found) => <Spans found={found} />}
      </Answer>
    </Panel>
  )
}

const Spans = ({ found }: { readonly found: Series }) => {
  const times = useTimes()
  const { series, message, fallback } = found
  const text = series.map(({ days, trades }) => `${days} days: ${trades} trades`).join(', ')
  const x = useMemo(() => series.map((_, n) => n), [series])
  const y = useMemo(() => series.map(({ trades }) => trades), [series])
  const bars = useMemo(() => series.map(({ days }) => `${days} days`), [series])
  return (
    <div className="stack">
      <p className={fallback ? 'warn' : 'soft'}>{message.replace(found.instrument, pairName(found.instrument))}</p>
      <LineChart label={text} x={x} y={y} bars={bars} unit="trades" utc={times.zone === 'UTC'} />
      <DataTable
        label="Spans"
        caption="Spans that end together"
        columns={COLUMNS}
        rows={series}
        keyOf={({ days }) => String(days)}
      />
    </div>
  )
}

const COLUMNS: readonly Column<Series['series'][number]>[] = [
  { name: 'Span', head: true, cell: ({ days }) => `${days} days` },
  { name: 'Trades', right: true, cell: ({ trades }) => whole(trades) },
  { name: 'Net bps', right: true, className: ({ pnlBps }) => tone(pnlBps), cell: ({ pnlBps }) => signed(pnlBps, 1) },
  { name: 'Mean', right: true, className: ({ meanBps }) => tone(meanBps), cell: ({ meanBps }) => signed(meanBps, 2) },
  {
    name: 'Won',
    right: true,
    cell: ({ winRate }) => (winRate === null ? NONE : `${decimal(winRate * 100, 0)} %`),
  },
  { name: 'From', from: 'mid', cell: ({ fromMs }, times) => times.full(fromMs) },
]
