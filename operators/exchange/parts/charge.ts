/** Commission of one fill, booked apart from its profit. */
import { midRate } from '../marks.js'
import { roundE4 } from '../money.js'
import type { CommissionTerms } from '../terms/commission.js'
import type { Exchange } from '../types.js'

/**
 * Charges the fill that closed and opened these units, splits it over its parts (the fills from `firstFill` on) by size, and returns
 * the sum in ten-thousandths of the home currency.
 */
export const charge = (ex: Exchange, k: number, closed: number, opened: number, firstFill: number): number => {
  const terms = ex.commission
  if (terms === null) return 0
  const atOpen = terms.atOpen[k] === 1
  const size = atOpen ? Math.abs(opened) : Math.abs(closed) + Math.abs(opened)
  if (size === 0) return 0
  const plain = ratePerUnit(ex, terms, k) * size
  const least = terms.minimum[k]! * planRate(ex, terms, k)
  const totalE4 = roundE4((plain < least ? least : plain) * 1e4)
  const minimumE4 = Math.max(0, totalE4 - roundE4(plain * 1e4))
  let leftE4 = totalE4
  let leftMinimumE4 = minimumE4
  for (let n = firstFill; n < ex.fills.length; n++) {
    const fill = ex.fills[n]!
    if (atOpen && !fill.opens) continue
    const isLast = n === ex.fills.length - 1
    const share = Math.abs(fill.units) / size
    const partE4 = isLast ? leftE4 : roundE4(totalE4 * share)
    const extraE4 = isLast ? leftMinimumE4 : roundE4(minimumE4 * share)
    fill.commission = partE4 / 1e4
    fill.minimumCost = extraE4 / 1e4
    leftE4 -= partE4
    leftMinimumE4 -= extraE4
  }
  return totalE4
}

/** Home currency per unit at mid, of all legs charged at once. NaN while a rate is unknown. */
export const ratePerUnit = (ex: Exchange, terms: CommissionTerms, k: number): number => {
  const perUnit = terms.perUnit[k]!
  const perNotional = terms.perNotional[k]!
  const byUnit = perUnit === 0 ? 0 : perUnit * planRate(ex, terms, k)
  const byNotional = perNotional === 0 ? 0 : perNotional * ((ex.bid[k]! + ex.ask[k]!) / 2) * midRate(ex, k)
  return (byUnit + byNotional) * (terms.atOpen[k] === 1 ? 2 : 1)
}

/** Plan currency -> home at mid. */
const planRate = (ex: Exchange, terms: CommissionTerms, k: number): number => {
  const j = terms.source[k]!
  const count = ex.trades.length
  if (j < 0) return 1
  return j < count ? midRate(ex, j) : ((ex.bid[j - count]! + ex.ask[j - count]!) / 2) * midRate(ex, j - count)
}
