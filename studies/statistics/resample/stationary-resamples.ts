import { portableRandom } from '../distributions/portable-random.js'

/** How to resample: the same plan gives the same resamples. */
export interface ResamplePlan {
  /** Mean block length; below 1 it counts as 1. */
  readonly block: number
  readonly resamples: number
  readonly seed: number
}

/** Consecutive rows, after the last one comes the first. Only the first `count` entries hold blocks of this resample. */
export interface Blocks {
  readonly starts: Int32Array
  readonly lengths: Int32Array
  count: number
}

/**
 * The stationary bootstrap (Politis and Romano 1994) of n rows: blocks of geometric length, mean `block`, not rounded. Random numbers of
 * each resample: n starts floor(u n), then n uniforms; row t >= 1 begins a new block at its own start where u_t < 1 / block, else it
 * follows the row before. `use` reads the blocks of one resample before the next overwrites them.
 */
export const stationaryResamples = (
  n: number,
  { block, resamples, seed }: ResamplePlan,
  use: (blocks: Blocks, resample: number) => void,
): void => {
  const random = portableRandom(seed)
  const newBlock = 1 / Math.max(1, block)
  const rowStarts = new Int32Array(n)
  const blocks: Blocks = { starts: new Int32Array(n), lengths: new Int32Array(n), count: 0 }
  for (let resample = 0; resample < resamples; resample++) {
    for (let t = 0; t < n; t++) rowStarts[t] = Math.floor(random() * n)
    let count = 0
    for (let t = 0; t < n; t++) {
      const begins = random() < newBlock
      if (t > 0 && !begins) blocks.lengths[count - 1]!++
      else {
        blocks.starts[count] = rowStarts[t]!
        blocks.lengths[count] = 1
        count++
      }
    }
    blocks.count = count
    use(blocks, resample)
  }
}
