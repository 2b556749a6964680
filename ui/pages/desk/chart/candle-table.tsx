/** The chart as a table, for readers that no canvas serves. */
import type { CandleView } from '../../../data/reads.js'
import { decimal, price } from '../../../format/figures.js'
import { type Column, DataTable } from '../../../parts/data-table.js'
import { METRICS } from './metrics.js'

interface CandleTableProps {
  readonly candles: readonly CandleView[]
  readonly precision: number
  readonly label: string
}

const MOST = 240
const PRICES = Object.freeze({ open: 'o', high: 'h', low: 'l', close: 'c' } as const)

export const CandleTable = ({ candles, precision, label }: CandleTableProps) => (
  <DataTable
    label={label}
    columns={columns(precision)}
    rows={candles.slice(-MOST).reverse()}
    keyOf={({ tMs }) => String(tMs)}
  />
)

const columns = (precision: number): readonly Column<CandleView>[] => [
  { name: 'Open at', head: true, cell: ({ tMs }, times) => times.full(tMs) },
  ...Object.entries(PRICES).map(([name, key]) => ({
    name,
    right: true,
    cell: (candle: CandleView) => price(candle[key], precision),
  })),
  { name: 'ticks', right: true, cell: ({ v }) => decimal(v, 0) },
  ...METRICS.map((name) => ({ name, right: true, cell: (candle: CandleView) => decimal(candle[name], 3) })),
]
