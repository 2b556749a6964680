/** Which rows of a file with labels out of order are kept. */

/**
 * Indices of the rows that stay, ascending in time: each that is later than the last good one, unless another choice keeps more
 * rows. So one label in the year 2096 costs one row and not all that follow it. Null where every row stays.
 */
export const keptRows = (tMs: Float64Array): Int32Array | null => {
  const greedy = eachLater(tMs)
  if (greedy.length === tMs.length) return null
  const longest = longestRising(tMs)
  return longest.length > greedy.length ? longest : greedy
}

const eachLater = (tMs: Float64Array): Int32Array => {
  const kept = new Int32Array(tMs.length)
  let rows = 0
  let lastMs = Number.NEGATIVE_INFINITY
  for (let i = 0; i < tMs.length; i++) {
    if (!(tMs[i]! > lastMs)) continue
    lastMs = tMs[i]!
    kept[rows++] = i
  }
  return kept.subarray(0, rows)
}

/** A longest strictly rising subsequence, by patience sorting: n log n. */
const longestRising = (tMs: Float64Array): Int32Array => {
  /** ends[k] = the row with the earliest label that can end a rising sequence of k + 1 rows. */
  const ends = new Int32Array(tMs.length)
  const before = new Int32Array(tMs.length)
  let length = 0
  for (let i = 0; i < tMs.length; i++) {
    let low = 0
    let high = length
    while (low < high) {
      const middle = (low + high) >> 1
      if (tMs[ends[middle]!]! < tMs[i]!) low = middle + 1
      else high = middle
    }
    before[i] = low > 0 ? ends[low - 1]! : -1
    // Of two rows with the same label the first stays.
    if (low === length || tMs[i]! < tMs[ends[low]!]!) ends[low] = i
    if (low === length) length++
  }
  const kept = new Int32Array(length)
  for (let k = length - 1, i = length > 0 ? ends[length - 1]! : -1; k >= 0; k--) {
    kept[k] = i
    i = before[i]!
  }
  return kept
}
