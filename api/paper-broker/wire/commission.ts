/** An instrument's commission as v20 shows it: home currency for each leg. */
import type { CommissionTerms } from '../../../operators/exchange/terms/commission.js'

const UNITS = 10_000

/**
 * Null where v20 has no words for the plan: a share of the notional, another currency. Such a plan would change with every price;
 * clients see it in their fills.
 */
export const wireCommission = (terms: CommissionTerms, k: number): object | null => {
  const perUnit = terms.perUnit[k]!
  const minimum = terms.minimum[k]!
  if (terms.perNotional[k] !== 0 || terms.source[k]! >= 0 || (perUnit === 0 && minimum === 0)) return null
  return {
    commission: String(Number((perUnit * UNITS).toPrecision(12))),
    unitsTraded: String(UNITS),
    minimumCommission: String(minimum),
  }
}
