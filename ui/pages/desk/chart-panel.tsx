/** One instrument over time: candles, metrics, fills, trades, the stop; and why, for the candle under the pointer. */
import { useMemo } from 'react'
import type { PositionView } from '../../../api/contract/status.js'
import type { CandleView, Reads, TradeView } from '../../data/reads.js'
import { useRead } from '../../data/use-read.js'
import { pairName } from '../../format/figures.js'
import { MINUTE_MS } from '../../format/time-units.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { setParams, useParam } from '../../route/use-url.js'
import { ChartTools, LENGTHS, type Length } from './chart/chart-tools.js'
import type { ChartData } from './chart/chart-data.js'
import { stopSteps } from './chart/stop-steps.js'
import { DrawnChart } from './chart/drawn-chart.js'
import { useCandles } from './chart/use-candles.js'
import { stepTo, useTradeKeys } from './chart/use-trade-keys.js'

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
          <DrawnChart
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
): ChartData | null => {
  if (answer === undefined) return null
  const lengthMs = LENGTHS[answer.granularity] * MINUTE_MS
  // News lengthen the candles, not the answer: the stop goes on to the newest candle.
  const newest = candles.at(-1)
  const nowMs = newest === undefined ? answer.tsMs : Math.max(answer.tsMs ?? 0, newest.tMs + MINUTE_MS)
  return { candles, fills: fills?.items ?? [], trades, stop: stopSteps(position, orders?.items ?? [], nowMs), lengthMs }
}
