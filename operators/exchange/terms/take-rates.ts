/** Rates of instruments that only convert: an account follows its own instruments, and these whether it trades them or not. */
import type { Exchange } from '../types.js'
import type { CommissionTerms } from './commission.js'

interface Quotes {
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly homeRate: Float64Array
}

/** `base`: row of the slice's first instrument. An unknown price keeps the last one. */
export const takeRates = (ex: Exchange, instruments: Int32Array, quote: Quotes, base: number): void => {
  for (let n = 0; n < instruments.length; n++) {
    const j = instruments[n]!
    const i = base + j
    if (quote.homeRate[i]! > 0) ex.homeRate[j] = quote.homeRate[i]!
    if (!(quote.bid[i]! > 0)) continue
    ex.bid[j] = quote.bid[i]!
    ex.ask[j] = quote.ask[i]!
  }
}

/** Instruments whose rates convert a commission. */
export const commissionSources = (terms: CommissionTerms | null, count: number): Int32Array =>
  Int32Array.from(new Set(Array.from(terms?.source ?? [], (j) => (j < count ? j : j - count)).filter((j) => j >= 0)))
