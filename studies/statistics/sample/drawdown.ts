/** Largest fall of the running sum from its peak, in the unit of the returns; the peak starts at 0. 0 if it never falls. */
export const maxDrawdown = (returns: ArrayLike<number>): number => {
  let [sum, peak, deepest] = [0, 0, 0]
  for (let i = 0; i < returns.length; i++) {
    sum += returns[i]!
    if (sum > peak) peak = sum
    if (peak - sum > deepest) deepest = peak - sum
  }
  return deepest
}
