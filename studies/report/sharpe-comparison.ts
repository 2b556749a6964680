/** Is one record better than another? Their daily Sharpe ratios, tested after Ledoit and Wolf (2008), prewhitened. */
import { sharpeDifference } from '../statistics/relation/sharpe-difference.js'
import { holm } from '../statistics/search/holm.js'

/** Return of each trading day, by its date. */
export type DailyReturns = ReadonlyMap<string, number>

export interface SharpeComparison {
  /** That both have. */
  readonly days: number
  /** Daily Sharpe ratio less that of the first, not annualised; null below 20 days or where either has no variance. */
  readonly difference: number | null
  /** Two-sided, after Holm's correction for the number of comparisons; null as above, and where the two are the same. */
  readonly pValue: number | null
  readonly verdict: 'better' | 'worse' | 'undecided'
}

/** As many as the verdict of a sweep needs. */
export const COMPARED_DAYS = 20
const SIGNIFICANT = 0.05

/** Each of `others` against `first`; null stays null and counts as no comparison. */
export const compareSharpe = (
  first: DailyReturns,
  others: readonly (DailyReturns | null)[],
): readonly (SharpeComparison | null)[] => {
  const tests = others.map((other) => (other === null ? null : pairOf(first, other)))
  const tested = tests.flatMap((own, n) => (own === null || own.pValue === null ? [] : [{ n, pValue: own.pValue }]))
  const corrected = new Map(holm(tested.map(({ pValue }) => pValue)).map((pValue, k) => [tested[k]!.n, pValue]))
  return tests.map((own, n) => {
    if (own === null) return null
    const pValue = corrected.get(n) ?? null
    const decided = pValue !== null && pValue <= SIGNIFICANT && own.difference !== null
    return { ...own, pValue, verdict: decided ? (own.difference > 0 ? 'better' : 'worse') : 'undecided' }
  })
}

const pairOf = (first: DailyReturns, other: DailyReturns): Omit<SharpeComparison, 'verdict'> => {
  const dates = [...other.keys()].filter((date) => first.has(date)).sort()
  if (dates.length < COMPARED_DAYS) return { days: dates.length, difference: null, pValue: null }
  const returns = (record: DailyReturns) => dates.map((date) => record.get(date) as number)
  const { difference, hac, hacPrewhitened } = sharpeDifference(returns(other), returns(first))
  // The prewhitened one does not exist where a regression of the records on themselves is singular.
  const pValue = Number.isFinite(hacPrewhitened.pValue) ? hacPrewhitened.pValue : hac.pValue
  const known = (value: number) => (Number.isFinite(value) ? value : null)
  return { days: dates.length, difference: known(difference), pValue: known(pValue) }
}
