/** A market without anything that a reader must know. */
import type { MarketFacts } from '../../../app/backtest/market-statements.js'

export const PLAIN_MARKET: MarketFacts = Object.freeze({
  dataHash: 'data',
  skipped: 0,
  noVolume: [],
  bidOnly: [],
  untraded: [],
  assumed: [],
  crossed: [],
  warnings: [],
})
