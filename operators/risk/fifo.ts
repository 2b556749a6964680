/** Partial closes under the FIFO rules of the US division: the trade left over may not be as large as another. */
import type { OpenTrades } from './open-trades.js'

/**
 * The smallest size from `size` on whose close, oldest trades first, leaves a trade with a size of its own or none: one tradeable
 * unit more at a time, because a reduction is never made smaller.
 */
export const fairClose = (state: OpenTrades, k: number, size: number, unitScale: number): number => {
  let fair = size
  while (leavesPair(state, k, fair, unitScale)) fair = Math.round(fair * unitScale + 1) / unitScale
  return fair
}

/** The smallest part from `part` on of a trade of `size` that leaves it a size that none of the others has, or closes it. */
export const fairPart = (size: number, part: number, others: readonly number[], unitScale: number): number => {
  let fair = part
  while (fair < size && others.some((other) => Math.abs(size - fair - other) * unitScale < 0.5))
    fair = Math.round(fair * unitScale + 1) / unitScale
  return fair < size ? fair : size
}

const leavesPair = (state: OpenTrades, k: number, size: number, unitScale: number): boolean => {
  const from = k * state.slots
  const end = from + state.used[k]!
  let left = size
  for (let j = from; j < end; j++) {
    const rest = state.sizes[j]! - left
    if (rest * unitScale < 0.5) {
      left = -rest
      if (left * unitScale < 0.5) return false
      continue
    }
    for (let m = j + 1; m < end; m++) if (Math.abs(state.sizes[m]! - rest) * unitScale < 0.5) return true
    return false
  }
  return false
}
