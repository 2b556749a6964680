/** Random numbers from an explicit seed: a failure names the seed, and the seed reproduces the failure. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Whole numbers in [low, high]. */
export type SeededRandom = (low: number, high: number) => number

export const seededRandom = (seed: number): SeededRandom => {
  const generator = xoroshiro128plus(seed)
  return (low, high) => uniformInt(generator, low, high)
}
