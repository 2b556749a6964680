/** Ranks from 1; equal values share the mean of their ranks. NaN has none and stays NaN. */
export const ranks = (values: ArrayLike<number>): Float64Array => {
  const sorted = Float64Array.from(values).sort()
  let known = sorted.length
  while (known > 0 && Number.isNaN(sorted[known - 1]!)) known--
  // Distinct values with the mean rank of each.
  const rankOf = new Float64Array(known)
  let distinct = 0
  for (let from = 0; from < known; distinct++) {
    let to = from + 1
    while (to < known && sorted[to] === sorted[from]) to++
    sorted[distinct] = sorted[from]!
    rankOf[distinct] = (from + to + 1) / 2
    from = to
  }
  return Float64Array.from(values, (value) => (Number.isNaN(value) ? value : rankOf[placeOf(sorted, distinct, value)]!))
}

/** Index of a value among the first `count` of ascending distinct ones. */
const placeOf = (sorted: Float64Array, count: number, value: number): number => {
  let [low, high] = [0, count - 1]
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (sorted[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}
