/** The market of a sweep for threads: its columns lie in memory that all of them read, so that each thread costs no copy. */
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import { worldFrom, type WorldSpec } from '../../../model/world.js'
import type { SweepMarket } from '../sweep-market.js'

type Whole = SweepMarket['market']

/** As it is sent to a thread: without what is wrong with the candles, which trials do not read. */
export interface SharedMarket extends Omit<SweepMarket, 'market'> {
  readonly market: Omit<Whole, 'world' | 'batches' | 'crossed' | 'warnings'> & { readonly world: WorldSpec }
}

export const sharedMarket = ({ market, ...hashes }: SweepMarket): SharedMarket => {
  const shared = new Map<Float64Array, Float64Array>()
  const { dataHash, skipped, noVolume, bidOnly, untraded, assumed, firstMs, lastMs } = market
  return {
    ...hashes,
    market: {
      ...{ dataHash, skipped, noVolume, bidOnly, untraded, assumed, firstMs, lastMs },
      world: market.world.identity,
      series: market.series.map((series) => sharedSeries(series, shared)),
    },
  }
}

export const marketOfShared = ({ market, ...hashes }: SharedMarket): SweepMarket => ({
  ...hashes,
  market: {
    ...market,
    world: worldFrom(market.world),
    crossed: [],
    warnings: [],
    batches: () => [{ series: market.series, nextMs: Number.POSITIVE_INFINITY }],
  },
})

const sharedSeries = (series: CandleSeries, shared: Map<Float64Array, Float64Array>): CandleSeries => ({
  ...series,
  ...Object.fromEntries(SERIES_COLUMNS.map((name) => [name, sharedColumn(series[name], shared)])),
})

/** Sides without a spread are one column. */
const sharedColumn = (column: Float64Array, shared: Map<Float64Array, Float64Array>): Float64Array => {
  const known = shared.get(column)
  if (known) return known
  const copy = new Float64Array(new SharedArrayBuffer(column.byteLength))
  copy.set(column)
  shared.set(column, copy)
  return copy
}
