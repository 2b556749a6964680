import { symmetricEigenvalues } from '../relation/symmetric-eigenvalues.js'

/**
 * exp of the entropy of the eigenvalues of a symmetric positive matrix, as shares of their sum (Roy and Vetterli 2007). Of a correlation
 * matrix it is the number of different things among its variables: K if none are related, 1 if all are one. NaN for an empty matrix.
 */
export const effectiveRank = (matrix: readonly ArrayLike<number>[]): number => {
  if (matrix.length === 0) return Number.NaN
  const eigenvalues = symmetricEigenvalues(matrix.map((row) => Float64Array.from(row)))
  const sum = eigenvalues.reduce((total, value) => total + value, 0)
  let entropy = 0
  for (const value of eigenvalues) {
    const share = value / sum
    if (share > 0) entropy -= share * Math.log(share)
  }
  return Math.exp(entropy)
}
