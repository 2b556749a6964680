/** The market of a sweep for threads: its columns lie in memory that all of them read, so that each thread costs no copy. */
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import { worldFrom, type WorldSpec } from '../../../model/world.js'
import type { SweepMarket } from '../sweep-market.js'

/** As it is sent to a thread. */
export interface SharedMarket extends Omit<SweepMarket, 'market'> {
  readonly market: Omit<SweepMarket['market'], 'world'> & { readonly world: WorldSpec }
}

export const sharedMarket = ({ market, ...hashes }: SweepMarket): SharedMarket => ({
  ...hashes,
  market: { ...market, world: market.world.identity, series: market.series.map(sharedSeries) },
})

export const marketOfShared = ({ market, ...hashes }: SharedMarket): SweepMarket => ({
  ...hashes,
  market: { ...market, world: worldFrom(market.world) },
})

const sharedSeries = (series: CandleSeries): CandleSeries => ({
  ...series,
  ...Object.fromEntries(SERIES_COLUMNS.map((name) => [name, sharedColumn(series[name])])),
})

const sharedColumn = (column: Float64Array): Float64Array => {
  const shared = new Float64Array(new SharedArrayBuffer(column.byteLength))
  shared.set(column)
  return shared
}
