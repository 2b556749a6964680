import { moments } from '../sample/moments.js'
import { effectiveRank } from './effective-rank.js'

/**
 * How many different trials there are among so many correlated ones: effectiveRank of the correlation matrix of their daily returns.
 * Trials without variance are left out; NaN if none is left. With fewer days than trials the D x D matrix Z Z' of the standardised returns
 * is taken: it has the same nonzero eigenvalues. Work: D^2 K or K^2 D.
 */
export const effectiveTrials = (columns: readonly ArrayLike<number>[]): number => {
  const standard = columns.flatMap((column) => {
    const { mean, sd } = moments(column)
    return sd > 0 ? [Float64Array.from(column, (value) => (value - mean) / sd)] : []
  })
  const days = columns[0]?.length ?? 0
  return effectiveRank(standard.length <= days ? productsOf(standard) : productsOf(transposed(standard, days)))
}

/** The inner products of all rows; only the lower triangle is filled. */
const productsOf = (rows: readonly Float64Array[]): readonly Float64Array[] =>
  rows.map((row, i) => {
    const products = new Float64Array(rows.length)
    for (let j = 0; j <= i; j++) {
      const other = rows[j]!
      let sum = 0
      for (let t = 0; t < row.length; t++) sum += row[t]! * other[t]!
      products[j] = sum
    }
    return products
  })

const transposed = (columns: readonly Float64Array[], days: number): readonly Float64Array[] =>
  Array.from({ length: days }, (_, day) => Float64Array.from(columns, (column) => column[day]!))
