/**
 * p-values adjusted for the false discovery rate (Benjamini and Hochberg 1995): min over k >= rank of p_(k) m / k, at most 1.
 * The order is kept.
 */
export const benjaminiHochberg = (pValues: readonly number[]): readonly number[] => {
  const descending = pValues.map((_, i) => i).sort((a, b) => pValues[b]! - pValues[a]!)
  const adjusted = [...pValues]
  let least = 1
  descending.forEach((i, place) => {
    least = Math.min(least, (pValues[i]! * pValues.length) / (pValues.length - place))
    adjusted[i] = least
  })
  return adjusted
}
