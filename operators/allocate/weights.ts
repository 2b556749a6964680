/** Shares of 1 in whole millionths. */

/** Units in a weight of 1; every weight is a whole number of units. */
export const WEIGHT_UNITS = 1_000_000

/**
 * Splits 1 over the first `count` instruments of `chosen` in proportion to `score` (all > 0). Leftover units go to the largest
 * remainders, ties by index. Writes `weight` of the chosen; their units sum to WEIGHT_UNITS exactly.
 */
export const splitWeights = (
  weight: Float64Array,
  chosen: Int32Array,
  count: number,
  score: { readonly [k: number]: number },
): void => {
  let sum = 0
  for (let n = 0; n < count; n++) sum += score[chosen[n]!]!
  let left = WEIGHT_UNITS
  for (let n = 0; n < count; n++) {
    const k = chosen[n]!
    weight[k] = Math.floor((score[k]! / sum) * WEIGHT_UNITS)
    left -= weight[k]!
  }
  for (; left > 0; left--) {
    let best = chosen[0]!
    let most = Number.NEGATIVE_INFINITY
    for (let n = 0; n < count; n++) {
      const k = chosen[n]!
      // A unit already given makes the remainder negative, so no instrument gets a second before all have one.
      const remainder = (score[k]! / sum) * WEIGHT_UNITS - weight[k]!
      if (remainder > most || (remainder === most && k < best)) {
        best = k
        most = remainder
      }
    }
    weight[best] = weight[best]! + 1
  }
  for (let n = 0; n < count; n++) weight[chosen[n]!] = weight[chosen[n]!]! / WEIGHT_UNITS
}
