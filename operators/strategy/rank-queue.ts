/** Instruments that want to enter in this slice: earned places first, each group with its best rank first. */

export interface RankQueue {
  readonly instrument: Int32Array
  readonly side: Int32Array
  readonly order: Int32Array
  length: number
}

export const createRankQueue = (count: number): RankQueue => ({
  instrument: new Int32Array(count),
  side: new Int32Array(count),
  order: new Int32Array(count),
  length: 0,
})

/** Above every rank, and above every claim of an earned place. */
const UNRANKED = 0x20000000
const FILLED = 0x40000000

/**
 * Inserts instrument k behind all of equal or better claim: filled places (1) behind earned ones (0), then by rank (1 = best, 0 =
 * unranked: last). Offered in order of name, equals stay in that order.
 */
export const enqueue = (queue: RankQueue, k: number, filled: number, rank: number, side: number): void => {
  const own = (filled === 0 ? 0 : FILLED) + (rank === 0 ? UNRANKED : rank)
  let at = queue.length++
  for (; at > 0 && queue.order[at - 1]! > own; at--) {
    queue.instrument[at] = queue.instrument[at - 1]!
    queue.side[at] = queue.side[at - 1]!
    queue.order[at] = queue.order[at - 1]!
  }
  queue.instrument[at] = k
  queue.side[at] = side
  queue.order[at] = own
}
