/** Sharpe ratios of daily changes. */
import { DAYS_A_YEAR } from './days.js'
import { meanTest } from './mean-test.js'

/** Mean / sample standard deviation x sqrt(260) of daily changes; null below two days or without variance. */
export const annualSharpe = (changes: readonly number[]): number | null => {
  const { mean, sd } = meanTest(changes)
  return sd > 0 ? (mean / sd) * Math.sqrt(DAYS_A_YEAR) : null
}

/** The same over each window of so many days, by the index of its last day. Sums are taken again in each window: no drift. */
export const rollingSharpe = (
  changes: readonly number[],
  window: number,
): readonly { readonly last: number; readonly sharpe: number }[] =>
  changes.flatMap((_, last) => {
    if (last + 1 < window) return []
    const sharpe = annualSharpe(changes.slice(last + 1 - window, last + 1))
    return sharpe === null ? [] : [{ last, sharpe }]
  })
