/** Counts of whole numbers: an open-addressing table that never allocates while in use. */

/** Numbers and their counts; a count of 0 marks a free slot. */
export interface Tally {
  readonly keys: Float64Array
  readonly counts: Int32Array
  readonly mask: number
  readonly shift: number
}

/** Holds at most `most` different whole numbers from 0 to 2^53 at a time. */
export const createTally = (most: number): Tally => {
  // At most half of the slots are taken, so that probes stay short.
  const bits = 32 - Math.clz32(2 * most - 1)
  const places = 1 << bits
  return { keys: new Float64Array(places), counts: new Int32Array(places), mask: places - 1, shift: 32 - bits }
}

/** Increments the count of `key` and returns it. */
export const addOne = (tally: Tally, key: number): number => {
  const { keys, counts } = tally
  const at = placeOf(tally, key)
  keys[at] = key
  const count = counts[at]! + 1
  counts[at] = count
  return count
}

/** Decrements the count of `key`, which must be present. */
export const removeOne = (tally: Tally, key: number): void => {
  const { counts } = tally
  const at = placeOf(tally, key)
  const left = counts[at]! - 1
  counts[at] = left
  if (left === 0) closeGap(tally, at)
}

/** The slot of the key, or the free slot where it belongs. */
const placeOf = ({ keys, counts, mask, shift }: Tally, key: number): number => {
  let at = home(key, shift)
  while (counts[at] !== 0 && keys[at] !== key) at = (at + 1) & mask
  return at
}

/** Multiplicative hashing of the low 32 bits (Knuth, TAOCP 3, 6.4). */
const home = (key: number, shift: number): number => Math.imul(key | 0, 0x9e3779b1) >>> shift

/** Moves later entries into the freed slot, so that every probe still ends at the first free one. */
const closeGap = ({ keys, counts, mask, shift }: Tally, freed: number): void => {
  let gap = freed
  for (let at = (gap + 1) & mask; counts[at] !== 0; at = (at + 1) & mask) {
    // An entry may move only if its probe path from its home slot crosses the gap.
    const key = keys[at]!
    if (((at - home(key, shift)) & mask) < ((at - gap) & mask)) continue
    keys[gap] = key
    counts[gap] = counts[at]!
    counts[at] = 0
    gap = at
  }
}
