import { quantile } from './quantile.js'

interface ValueAtRisk {
  /** Minus the quantile: the loss that is exceeded with probability `tail`. */
  readonly valueAtRisk: number
  /** Minus the mean of the returns at or below the quantile. */
  readonly expectedShortfall: number
}

/** Historical value at risk and expected shortfall of one period (type 7 quantile); NaN for an empty sample. */
export const valueAtRisk = (returns: ArrayLike<number>, tail = 0.05): ValueAtRisk => {
  const sorted = Float64Array.from(returns).sort()
  const bound = quantile(sorted, tail)
  let [sum, count] = [0, 0]
  for (const value of sorted) {
    if (value > bound) break
    sum += value
    count++
  }
  return { valueAtRisk: -bound, expectedShortfall: -sum / count }
}
