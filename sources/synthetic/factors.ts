/** The common factors of all pairs: independent normal factors through the Cholesky factor of the correlation, with Student-t scales. */
import { assert } from '../../lib/errors.js'
import type { RandomStream } from './random.js'

/** Scale of unit variance whose product with a normal is Student-t of 6 degrees; 4 of them belong to the market, 2 to the pair. */
export const minuteScale = (marketSquare: number, pair: RandomStream): number =>
  2 / Math.sqrt(marketSquare - 2 * Math.log(pair.uniform()))

/** Sum of 4 squared normals, drawn once a minute for all pairs. */
export const minuteSquare = (market: RandomStream): number => -2 * Math.log(market.uniform() * market.uniform())

/**
 * Scale of a weekend: its product with a normal is Student-t of 3 degrees, divided by the median of its size. Measured gaps have this ratio
 * of deviation to median.
 */
export const weekendScale = (market: RandomStream): number => {
  const normal = market.normal()
  const square = normal * normal - 2 * Math.log(market.uniform())
  return Math.sqrt(3 / square) / 0.7649
}

/** The share of a correlation that is left once each pair has its own volatility; factors are correlated more by its inverse. */
const KEPT = 0.925

export interface Factors {
  /** New factors for all pairs. */
  draw(): void
  /** Standard normal of pair k, correlated with the others'. */
  normal(k: number): number
}

/** Pair k uses the factors 0..k only: adding pairs at the end changes none before them. */
export const createFactors = (
  correlation: readonly (readonly number[])[],
  streams: readonly RandomStream[],
): Factors => {
  const rows = cholesky(correlation)
  const factors = new Float64Array(streams.length)
  return {
    draw: () => {
      for (let j = 0; j < streams.length; j++) factors[j] = streams[j]!.normal()
    },
    normal: (k) => {
      const row = rows[k]!
      let sum = 0
      for (let j = 0; j <= k; j++) sum += row[j]! * factors[j]!
      return sum
    },
  }
}

/** Lower triangle; rows * transposed rows = the matrix, its correlations raised. */
const cholesky = (matrix: readonly (readonly number[])[]): readonly Float64Array[] => {
  const rows: Float64Array[] = []
  for (let i = 0; i < matrix.length; i++) {
    const row = new Float64Array(i + 1)
    for (let j = 0; j <= i; j++) {
      let rest = j === i ? 1 : matrix[i]![j]! / KEPT
      const other = j === i ? row : rows[j]!
      for (let m = 0; m < j; m++) rest -= row[m]! * other[m]!
      assert(j < i || rest > 0, 'the correlation matrix is positive definite')
      row[j] = j === i ? Math.sqrt(rest) : rest / other[j]!
    }
    rows.push(row)
  }
  return rows
}
