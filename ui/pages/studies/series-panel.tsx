/** Trades of a pair over 14, 30 and 60 days, all counted from one run. */
import { useMemo } from 'react'
import { useRead } from '../../data/use-read.js'
import { decimal, pairName, signed, tone, whole } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
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
      <div className="scroll" tabIndex={0} role="region" aria-label="Spans">
        <table>
          <caption className="unseen">Spans that end together</caption>
          <thead>
            <tr>
              {['Span', 'Trades', 'Net bps', 'Mean', 'Won', 'From'].map((name) => (
                <th key={name} scope="col" className={/Span|From/.test(name) ? '' : 'r'}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {series.map(({ days, trades, pnlBps, meanBps, winRate, fromMs }) => (
              <tr key={days}>
                <th scope="row">{days} days</th>
                <td className="r">{whole(trades)}</td>
                <td className={`r ${tone(pnlBps)}`}>{signed(pnlBps, 1)}</td>
                <td className={`r ${tone(meanBps)}`}>{signed(meanBps, 2)}</td>
                <td className="r">{winRate === null ? decimal(null) : `${decimal(winRate * 100, 0)} %`}</td>
                <td>{times.full(fromMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
