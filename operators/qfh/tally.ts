/** How often each of some whole numbers is there: an open-addressing table that allocates nothing while it works. */

/** Numbers and their counts; a count of 0 marks a free place. */
export interface Tally {
  readonly keys: Float64Array
  readonly counts: Int32Array
  readonly mask: number
  readonly shift: number
}

/** For at most `most` different whole numbers from 0 to 2^53 at a time. */
export const createTally = (most: number): Tally => {
  // At most half of the places are taken, so that searches stay short.
  const bits = 32 - Math.clz32(2 * most - 1)
  const places = 1 << bits
  return { keys: new Float64Array(places), counts: new Int32Array(places), mask: places - 1, shift: 32 - bits }
}

/** Counts `key` once more; gives its new count. */
export const addOne = (tally: Tally, key: number): number => {
  const { keys, counts } = tally
  const at = placeOf(tally, key)
  keys[at] = key
  const count = counts[at]! + 1
  counts[at] = count
  return count
}

/** Counts `key` once less; it must be there. */
export const removeOne = (tally: Tally, key: number): void => {
  const { counts } = tally
  const at = placeOf(tally, key)
  const left = counts[at]! - 1
  counts[at] = left
  if (left === 0) closeGap(tally, at)
}

/** Where the key is, or the free place where it belongs. */
const placeOf = ({ keys, counts, mask, shift }: Tally, key: number): number => {
  let at = home(key, shift)
  while (counts[at] !== 0 && keys[at] !== key) at = (at + 1) & mask
  return at
}

/** Multiplicative hashing of the low 32 bits (Knuth, TAOCP 3, 6.4). */
const home = (key: number, shift: number): number => Math.imul(key | 0, 0x9e3779b1) >>> shift

/** Moves what lies behind a place just freed forward, so that every search still ends at the first free place. */
const closeGap = ({ keys, counts, mask, shift }: Tally, freed: number): void => {
  let gap = freed
  for (let at = (gap + 1) & mask; counts[at] !== 0; at = (at + 1) & mask) {
    // It may move only if its own way from home passes the gap.
    const key = keys[at]!
    if (((at - home(key, shift)) & mask) < ((at - gap) & mask)) continue
    keys[gap] = key
    counts[gap] = counts[at]!
    counts[at] = 0
    gap = at
  }
}
