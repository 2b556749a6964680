/** The chart itself, with its key, the trade that the address names, why at the candle under the pointer, and its table. */
import { useState } from 'react'
import type { TradeView } from '../../../data/reads.js'
import { pairName, price, signed, whole } from '../../../format/figures.js'
import { useTimes } from '../../../format/times.js'
import { Twin } from '../../../parts/twin.js'
import { PageLink } from '../../../route/page-link.js'
import { goTo, pageState } from '../../../route/use-url.js'
import { CandleTable } from './candle-table.js'
import type { ChartData } from './chart-data.js'
import { ChartKey } from './chart-key.js'
import type { OlderState } from './use-candles.js'
import { useChart } from './use-chart.js'
import { WhyThen } from './why-then.js'

interface DrawnChartProps {
  readonly instrument: string
  readonly precision: number
  readonly data: ChartData
  readonly atMs: number | null
  readonly chosen: TradeView | undefined
  readonly older: OlderState
  readonly loadOlder: () => void
}
export const DrawnChart = ({ instrument, precision, data, atMs, chosen, older, loadOlder }: DrawnChartProps) => {
  const [hoverMs, setHover] = useState<number | null>(null)
  const times = useTimes()
  const { lengthMs, candles } = data
  const element = useChart({
    data,
    precision,
    atMs,
    loadOlder,
    onHover: setHover,
    onClick: (openMs) => goTo(pageState('why', { pair: instrument, t: openMs + lengthMs })),
  })
  const last = candles.at(-1)
  const lows = candles.map(({ l }) => l)
  const label =
    `${pairName(instrument)}, ${whole(candles.length)} candles to ${times.clock(last?.tMs)}: ` +
    `low ${price(Math.min(...lows), precision)}, last ${price(last?.c, precision)}`
  return (
    <>
      <div className="chart" ref={element} role="img" aria-label={label} />
      <ChartKey older={older} first={candles[0]?.tMs} />
      {chosen && (
        <p className="figure">
          <b>Trade</b> {chosen.side} {whole(Math.abs(chosen.units))}, {times.clock(chosen.entryMs)} to{' '}
          {times.clock(chosen.exitMs)}, {price(chosen.entryPrice, precision)} to {price(chosen.exitPrice, precision)},
          exit by {chosen.reason.replaceAll('_', ' ')}: {signed(chosen.net)} ·{' '}
          <PageLink page="why" params={{ pair: instrument, t: chosen.exitMs }}>
            why
          </PageLink>
        </p>
      )}
      <WhyThen instrument={instrument} sliceMs={hoverMs === null ? null : hoverMs + lengthMs} />
      <Twin summary="As a table">
        {() => <CandleTable candles={candles} precision={precision} label={`Candles of ${pairName(instrument)}`} />}
      </Twin>
    </>
  )
}
