/** Assignment of the K places: gated instruments first, then, if places may be filled, the others. Incumbents are favoured. */

/** By instrument. */
export interface Standing {
  readonly score: Float64Array
  /** 1: open, not near its close, with a score. */
  readonly rankable: Uint8Array
  /** 1: its gate is on. */
  readonly eligible: Uint8Array
  /** > 0: it has a place. */
  readonly weight: Float64Array
}

/** Writes the rankable instruments into `order`, best score first, ties by index, and returns their number. */
export const rankByScore = (order: Int32Array, { score, rankable }: Standing): number => {
  let length = 0
  for (let k = 0; k < rankable.length; k++) {
    if (rankable[k] === 0) continue
    let n = length++
    for (; n > 0 && score[order[n - 1]!]! < score[k]!; n--) order[n] = order[n - 1]!
    order[n] = k
  }
  return length
}

/**
 * Reorders the first `length` of `order` by claim to a place and returns how many get one. With `fill` false, only eligible ones
 * do.
 */
export const choosePlaces = (
  order: Int32Array,
  length: number,
  standing: Standing,
  places: number,
  switchMargin: number,
  fill: boolean,
): number => {
  for (let i = 1; i < length; i++) {
    const k = order[i]!
    let n = i
    for (; n > 0 && goesBefore(standing, k, order[n - 1]!, switchMargin); n--) order[n] = order[n - 1]!
    order[n] = k
  }
  let count = Math.min(places, length)
  while (!fill && count > 0 && standing.eligible[order[count - 1]!] === 0) count--
  return count
}

/** A place is lost only to a score higher by the margin, which saves the spread of switching on noise. */
const goesBefore = ({ score, eligible, weight }: Standing, a: number, b: number, margin: number): boolean => {
  if (eligible[a] !== eligible[b]) return eligible[a]! > eligible[b]!
  const aHolds = weight[a]! > 0
  const bHolds = weight[b]! > 0
  if (aHolds === bHolds || margin === 0) return score[a]! > score[b]! || (score[a]! === score[b]! && a < b)
  return aHolds ? !(score[b]! >= score[a]! + margin) : score[a]! >= score[b]! + margin
}
