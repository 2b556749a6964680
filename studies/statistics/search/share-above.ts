/** Share of the values strictly above `bound`, without + 1: the p-value of a statistic under resampling. */
export const shareAbove = (values: Float64Array, bound: number): number => {
  let above = 0
  for (const value of values) if (value > bound) above++
  return above / values.length
}
