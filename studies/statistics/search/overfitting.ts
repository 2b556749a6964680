/** How often the best in sample is below the middle out of sample. */
interface Overfitting {
  readonly combinations: number
  /** PBO: share of combinations with logit <= 0. */
  readonly probability: number
  readonly meanLogit: number
  /** Share of combinations in which the best in sample has a Sharpe ratio below 0 out of sample. */
  readonly lossProbability: number
}

/**
 * Combinatorially symmetric cross-validation (Bailey, Borwein, Lopez de Prado, Zhu 2017): the rows are cut into `slices` even blocks, each
 * half of the blocks is once the sample; the column with the best Sharpe ratio there has rank r of K outside, logit = ln(w / (1 - w)) with
 * w = r / (K + 1). Rows that do not divide are left out at the beginning. `slices` is even; NaN with fewer than two rows a block or fewer
 * than two columns.
 */
export const overfitting = (columns: readonly ArrayLike<number>[], slices = 10): Overfitting => {
  const width = columns.length
  const rows = Math.floor((columns[0]?.length ?? 0) / slices)
  if (rows < 2 || width < 2) return { combinations: 0, ...NOTHING }
  const blocks = columns.map((column) => blockSums(column, slices, rows))
  let [combinations, losers, losses, logits] = [0, 0, 0, 0]
  const inside = new Float64Array(width)
  const outside = new Float64Array(width)
  eachHalf(slices, (mask) => {
    for (let k = 0; k < width; k++) {
      inside[k] = halfSharpe(blocks[k]!, mask, 1, rows)
      outside[k] = halfSharpe(blocks[k]!, mask, 0, rows)
    }
    let best = 0
    for (let k = 1; k < width; k++) if (inside[k]! > inside[best]!) best = k
    const w = rankOf(outside, best) / (width + 1)
    const logit = Math.log(w / (1 - w))
    combinations++
    logits += logit
    if (logit <= 0) losers++
    if (outside[best]! < 0) losses++
  })
  return {
    combinations,
    probability: losers / combinations,
    meanLogit: logits / combinations,
    lossProbability: losses / combinations,
  }
}

const NOTHING = { probability: Number.NaN, meanLogit: Number.NaN, lossProbability: Number.NaN }

/** Sum and sum of squares of each block. */
const blockSums = (column: ArrayLike<number>, slices: number, rows: number): Float64Array => {
  const sums = new Float64Array(2 * slices)
  const skipped = column.length - slices * rows
  for (let i = 0; i < slices * rows; i++) {
    const value = column[skipped + i]!
    const block = Math.floor(i / rows)
    sums[2 * block]! += value
    sums[2 * block + 1]! += value * value
  }
  return sums
}

/** Sharpe ratio over the blocks whose bit in `mask` is `side`; 0 without variance. */
const halfSharpe = (sums: Float64Array, mask: number, side: 0 | 1, rows: number): number => {
  let [sum, squares, n] = [0, 0, 0]
  for (let block = 0; 2 * block < sums.length; block++)
    if (((mask >> block) & 1) === side) {
      sum += sums[2 * block]!
      squares += sums[2 * block + 1]!
      n += rows
    }
  const variance = (squares - (sum * sum) / n) / (n - 1)
  return variance > 0 ? sum / n / Math.sqrt(variance) : 0
}

/** 1 for the worst; equal values share their middle rank. */
const rankOf = (values: Float64Array, of: number): number => {
  let [below, equal] = [0, 0]
  for (const value of values)
    if (value < values[of]!) below++
    else if (value === values[of]!) equal++
  return below + (equal + 1) / 2
}

/** Every mask of `slices` bits of which half are set. */
const eachHalf = (slices: number, use: (mask: number) => void): void => {
  for (let mask = 0; mask < 1 << slices; mask++) {
    let bits = 0
    for (let rest = mask; rest > 0; rest &= rest - 1) bits++
    if (2 * bits === slices) use(mask)
  }
}
