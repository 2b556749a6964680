/** One instrument over time: candles, metrics, fills, trades, the stop; and why, for the candle under the pointer. */
import { useMemo, useState } from 'react'
import type { PositionView } from '../../../api/contract/status.js'
import type { CandleView, Reads, TradeView } from '../../data/reads.js'
import { useRead } from '../../data/use-read.js'
import { pairName, price, signed, whole } from '../../format/figures.js'
import { MINUTE_MS } from '../../format/time-units.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { PageLink } from '../../route/page-link.js'
import { goTo, pageState, setParams, useParam } from '../../route/use-url.js'
import { ChartTools, LENGTHS, type Length } from './chart/chart-tools.js'
import { CandleTable } from './chart/candle-table.js'
import { ChartKey } from './chart/chart-key.js'
import type { ChartData } from './chart/price-chart.js'
import { stopSteps } from './chart/stop-steps.js'
import { type OlderState, useCandles } from './chart/use-candles.js'
import { useChart } from './chart/use-chart.js'
import { stepTo, useTradeKeys } from './chart/use-trade-keys.js'
import { WhyThen } from './chart/why-then.js'

interface ChartPanelProps {
  readonly instrument: string
  readonly precision: number
  readonly position: PositionView | undefined
}

const FILTERS = Object.freeze({ all: () => true, won: isWon, lost: (trade: TradeView) => !isWon(trade) })
function isWon({ net }: TradeView): boolean {
  return (net ?? 0) > 0
}

const ChartPanel = ({ instrument, precision, position }: ChartPanelProps) => {
  const [length = 'M1'] = useParam('candles')
  const [filter = 'all'] = useParam('filter')
  const [t] = useParam('t')
  const granularity = (length in LENGTHS ? length : 'M1') as Length
  const { read, candles, older, loadOlder } = useCandles(instrument, granularity)
  const lists = { instrument, limit: 500 }
  const fills = useRead('/api/ledger/fills', lists, { everyMs: 5000, liveMs: 15_000 })
  const orders = useRead('/api/ledger/orders', lists, { everyMs: 5000, liveMs: 15_000 })
  const trades = useRead('/api/ledger/trades', { instrument, limit: 200 }, { everyMs: 5000, liveMs: 15_000 })
  const kept = useMemo(
    () => (trades.data?.items ?? []).filter(FILTERS[filter as keyof typeof FILTERS] ?? FILTERS.all),
    [trades.data, filter],
  )
  const atMs = t === undefined || !/^\d+$/.test(t) ? null : Number(t)
  useTradeKeys(kept, atMs)
  const data = useMemo(
    () => chartData(read.data, candles, fills.data, orders.data, kept, position),
    [read.data, candles, fills.data, orders.data, kept, position],
  )
  const step = (key: 'n' | 'p') => setParams({ t: stepTo(kept, atMs, key)?.exitMs ?? atMs }, true)
  return (
    <Panel
      title={<PairTitle instrument={instrument} />}
      className="p-chart"
      actions={<ChartTools granularity={granularity} filter={filter} isEmpty={kept.length === 0} step={step} />}
    >
      <Answer
        read={read}
        empty={({ candles }) =>
          candles.length === 0 ? 'No candle yet: none has been closed since the start.' : undefined
        }
      >
        {() => (
          <Drawn
            instrument={instrument}
            precision={precision}
            data={data as ChartData}
            atMs={atMs}
            chosen={kept.find(({ exitMs }) => exitMs === atMs)}
            older={older}
            loadOlder={loadOlder}
          />
        )}
      </Answer>
    </Panel>
  )
}
export default ChartPanel

const PairTitle = ({ instrument }: { readonly instrument: string }) => (
  <>
    <span className="unseen">Chart of </span>
    {pairName(instrument)}
  </>
)

type Found<P extends keyof Reads> = Reads[P] | undefined
const chartData = (
  answer: Found<'/api/candles'>,
  candles: readonly CandleView[],
  fills: Found<'/api/ledger/fills'>,
  orders: Found<'/api/ledger/orders'>,
  trades: readonly TradeView[],
  position: PositionView | undefined,
): ChartData | null =>
  answer === undefined
    ? null
    : {
        candles,
        fills: fills?.items ?? [],
        trades,
        stop: stopSteps(position, orders?.items ?? [], answer.tsMs),
        lengthMs: LENGTHS[answer.granularity] * MINUTE_MS,
      }

interface DrawnProps {
  readonly instrument: string
  readonly precision: number
  readonly data: ChartData
  readonly atMs: number | null
  readonly chosen: TradeView | undefined
  readonly older: OlderState
  readonly loadOlder: () => void
}
const Drawn = ({ instrument, precision, data, atMs, chosen, older, loadOlder }: DrawnProps) => {
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
      <details>
        <summary>As a table</summary>
        <CandleTable candles={candles} precision={precision} label={`Candles of ${pairName(instrument)}`} />
      </details>
    </>
  )
}
