/** Exact medians of the last values of several series: a ring in order of arrival, and the same values sorted. */

/** Plain arrays, so that an operator can save it as it is. Series k owns the slots from k * window on. */
export interface RollingMedian {
  readonly window: number
  readonly ring: Float64Array
  readonly sorted: Float64Array
  readonly count: Int32Array
  readonly at: Int32Array
}

export const createRollingMedian = (series: number, window: number): RollingMedian => ({
  window,
  ring: new Float64Array(series * window),
  sorted: new Float64Array(series * window),
  count: new Int32Array(series),
  at: new Int32Array(series),
})

/** Adds a number (never NaN) to series k; the oldest leaves a full window. */
export const pushMedian = ({ window, ring, sorted, count, at }: RollingMedian, k: number, value: number): void => {
  const base = k * window
  const slot = base + at[k]!
  const kept = count[k]!
  const end = base + kept
  if (kept === window) {
    const from = firstNotBelow(sorted, base, end, ring[slot]!)
    const to = firstNotBelow(sorted, base, end, value)
    // The values between the one that leaves and the one that comes move by one place.
    if (to > from) sorted.copyWithin(from, from + 1, to)
    else sorted.copyWithin(to + 1, to, from)
    sorted[to > from ? to - 1 : to] = value
  } else {
    const to = firstNotBelow(sorted, base, end, value)
    sorted.copyWithin(to + 1, to, end)
    sorted[to] = value
    count[k] = kept + 1
  }
  ring[slot] = value
  at[k] = at[k]! + 1 === window ? 0 : at[k]! + 1
}

/** Of series k; of an even number of values the mean of the middle two, NaN of none. */
export const medianOf = ({ window, sorted, count }: RollingMedian, k: number): number => {
  const n = count[k]!
  if (n === 0) return Number.NaN
  const middle = k * window + (n >> 1)
  return n % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

const firstNotBelow = (sorted: Float64Array, base: number, end: number, value: number): number => {
  let low = base
  let high = end
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
