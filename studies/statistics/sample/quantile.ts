/** Linear between order statistics (type 7 of Hyndman and Fan 1996); NaN for an empty sample. `sorted` ascends; q is in [0, 1]. */
export const quantile = (sorted: ArrayLike<number>, q: number): number => {
  const n = sorted.length
  if (n === 0) return Number.NaN
  const at = q * (n - 1)
  const below = Math.floor(at)
  const low = sorted[below]!
  return low + (sorted[Math.min(below + 1, n - 1)]! - low) * (at - below)
}
