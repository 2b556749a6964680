/** Random numbers in independent streams of one seed: each use has its own stream that no other use can shift. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface RandomStream {
  /** In (0, 1). */
  uniform(): number
  /** Mean 0, variance 1. */
  normal(): number
}

const PER_INT32 = 1 / 4_294_967_296
const PER_HALF_INT32 = 1 / 2_147_483_648

/** Stream `index` of `seed`: 2^64 numbers away from its neighbours. Only log and sqrt are used, so every platform gives the same bits. */
export const randomStream = (seed: number, index: number): RandomStream => {
  const generator = xoroshiro128plus(seed)
  for (let i = 0; i <= index; i++) generator.jump()
  let spare = Number.NaN
  return {
    uniform: () => ((generator.next() >>> 0) + 0.5) * PER_INT32,
    normal: () => {
      if (spare === spare) {
        const value = spare
        spare = Number.NaN
        return value
      }
      for (;;) {
        const x = generator.next() * PER_HALF_INT32
        const y = generator.next() * PER_HALF_INT32
        const square = x * x + y * y
        if (square >= 1 || square === 0) continue
        const scale = Math.sqrt((-2 * Math.log(square)) / square)
        spare = y * scale
        return x * scale
      }
    },
  }
}
