/** p-values adjusted for any wrong rejection (Holm 1979): max over k <= rank of (m - k + 1) p_(k), at most 1. Order kept. */
export const holm = (pValues: readonly number[]): readonly number[] => {
  const ascending = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!)
  const adjusted = [...pValues]
  let largest = 0
  ascending.forEach((i, place) => {
    largest = Math.max(largest, Math.min(1, pValues[i]! * (pValues.length - place)))
    adjusted[i] = largest
  })
  return adjusted
}
