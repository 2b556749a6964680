/** The market of a sweep: candles as trials are fed, and their hash. */
import { createHash } from 'node:crypto'
import { canonicalJson, sha256 } from '../../graph/engine/hash/hash.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import type { Market } from '../../sources/market.js'

export interface SweepMarket {
  readonly market: Market
  /** SHA-256 of the columns that are fed, bid and ask after spread model and factors, of the instruments of the world only. */
  readonly hash: string
  /** SHA-256 of the world: instruments with their specifications, home currency, which are traded and which have no volume. */
  readonly world: string
}

export const sweepMarket = (market: Market): SweepMarket => ({
  market,
  hash: hashOf(market.series),
  world: sha256(canonicalJson(market.world.identity)),
})

const hashOf = (series: readonly CandleSeries[]): string => {
  const hash = createHash('sha256')
  for (const one of series) {
    hash.update(canonicalJson({ instrument: one.instrument, rows: one.tMs.length, columns: SERIES_COLUMNS }))
    for (const name of SERIES_COLUMNS) {
      const { buffer, byteOffset, byteLength } = one[name]
      hash.update(new Uint8Array(buffer, byteOffset, byteLength))
    }
  }
  return hash.digest('hex')
}
