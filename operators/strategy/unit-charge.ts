/** Commission of one leg of a shadow position, bps of its entry notional. */
import type { CommissionTerms } from '../exchange/terms/commission.js'

/** Quotes of one slice: columns, and the row of its first instrument. */
export interface UnitQuotes {
  bid: Float64Array
  ask: Float64Array
  homeRate: Float64Array
  base: number
}

/** What the leg pays; 0 for a close that was paid when it opened. NaN while a rate is unknown. */
export const legBps = (
  terms: CommissionTerms,
  k: number,
  units: number,
  entryPrice: number,
  opens: boolean,
  quotes: UnitQuotes,
): number => {
  if (terms.atOpen[k] === 1 && !opens) return 0
  const plain = plainBps(terms, k, entryPrice, quotes)
  const least = leastBps(terms, k, units, entryPrice, quotes)
  return plain < least ? least : plain
}

/** How much of it is only due to the plan's minimum. */
export const minimumBps = (
  terms: CommissionTerms,
  k: number,
  units: number,
  entryPrice: number,
  opens: boolean,
  quotes: UnitQuotes,
): number => {
  if (terms.atOpen[k] === 1 && !opens) return 0
  return Math.max(0, leastBps(terms, k, units, entryPrice, quotes) - plainBps(terms, k, entryPrice, quotes))
}

const plainBps = (terms: CommissionTerms, k: number, entryPrice: number, quotes: UnitQuotes): number => {
  const i = quotes.base + k
  const home = entryPrice * quotes.homeRate[i]!
  const perUnit = terms.perUnit[k]!
  const perNotional = terms.perNotional[k]!
  const byUnit = perUnit === 0 ? 0 : (perUnit * planRate(terms, k, quotes)) / home
  const byNotional = perNotional === 0 ? 0 : (perNotional * midOf(quotes, i)) / entryPrice
  return (byUnit + byNotional) * (terms.atOpen[k] === 1 ? 2 : 1) * 1e4
}

const leastBps = (terms: CommissionTerms, k: number, units: number, entryPrice: number, quotes: UnitQuotes): number => {
  const minimum = terms.minimum[k]!
  if (minimum === 0) return 0
  return ((minimum * planRate(terms, k, quotes)) / (units * entryPrice * quotes.homeRate[quotes.base + k]!)) * 1e4
}

/** Plan currency -> home at mid. */
const planRate = (terms: CommissionTerms, k: number, quotes: UnitQuotes): number => {
  const j = terms.source[k]!
  const count = terms.source.length
  if (j < 0) return 1
  if (j < count) return quotes.homeRate[quotes.base + j]!
  const i = quotes.base + j - count
  return midOf(quotes, i) * quotes.homeRate[i]!
}

const midOf = (quotes: UnitQuotes, i: number): number => (quotes.bid[i]! + quotes.ask[i]!) / 2
