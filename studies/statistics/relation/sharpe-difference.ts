/**
 * Is the Sharpe ratio of A above that of B? Ledoit and Wolf (2008): the delta method on the means and second moments of both, per period,
 * standard deviations with n. p-values are two-sided, from the normal distribution.
 */
import { normalUpperTail } from '../distributions/normal.js'
import { moments } from '../sample/moments.js'
import { parzenLongRun } from './parzen-long-run.js'
import { pearson } from './pearson.js'
import { solveLinear } from './solve-linear.js'

interface DifferenceTest {
  readonly standardError: number
  readonly pValue: number
}

interface SharpeDifference {
  /** Ratio of A - ratio of B. */
  readonly difference: number
  /** Parzen kernel, Andrews' AR(1) bandwidth; without and with prewhitening by a VAR(1). */
  readonly hac: DifferenceTest
  readonly hacPrewhitened: DifferenceTest
  /** For returns without autocorrelation. */
  readonly independent: DifferenceTest
  /** Jobson and Korkie (1981) corrected by Memmel (2003), ratios with n - 1: for normal returns without autocorrelation. */
  readonly jobsonKorkie: DifferenceTest
}

/** `a` and `b` have equal length, at least 8. NaN without variance. */
export const sharpeDifference = (a: ArrayLike<number>, b: ArrayLike<number>): SharpeDifference => {
  const n = a.length
  const [ma, mb] = [moments(a), moments(b)]
  const [va, vb] = [populationVariance(ma), populationVariance(mb)]
  const [ratioA, ratioB] = [ma.mean / Math.sqrt(va), mb.mean / Math.sqrt(vb)]
  const difference = ratioA - ratioB
  const vectors = Array.from({ length: n }, (_, t) => {
    const [x, y] = [a[t]!, b[t]!]
    return [x - ma.mean, y - mb.mean, x * x - (va + ma.mean * ma.mean), y * y - (vb + mb.mean * mb.mean)]
  })
  const gradient = [...halfGradient(ma.mean, va), ...halfGradient(mb.mean, vb).map((value) => -value)]
  const [g0, g2, g1, g3] = gradient as [number, number, number, number]
  const testOf = (standardError: number, distance = difference): DifferenceTest => ({
    standardError,
    pValue: 2 * normalUpperTail(Math.abs(distance) / standardError),
  })
  const delta = (covariance: Matrix): DifferenceTest => testOf(Math.sqrt(form([g0, g1, g2, g3], covariance) / n))
  const rho = pearson(a, b)
  const [sa, sb] = [ma.mean / ma.sd, mb.mean / mb.sd]
  const memmel = 2 - 2 * rho + 0.5 * (sa * sa + sb * sb - 2 * sa * sb * rho * rho)
  return {
    difference,
    hac: delta(parzenLongRun(vectors)),
    hacPrewhitened: delta(prewhitened(vectors)),
    independent: delta(covarianceOf(vectors)),
    jobsonKorkie: testOf(Math.sqrt(memmel / n), sa - sb),
  }
}

type Matrix = readonly (readonly number[])[]

const populationVariance = ({ n, sd }: { readonly n: number; readonly sd: number }): number => (sd * sd * (n - 1)) / n

/** Derivatives of mean / sqrt(second moment - mean^2) by mean and second moment. */
const halfGradient = (mean: number, variance: number): readonly [number, number] => {
  const cube = variance * Math.sqrt(variance)
  return [(variance + mean * mean) / cube, (-0.5 * mean) / cube]
}

const form = (vector: readonly number[], matrix: Matrix): number =>
  vector.reduce((sum, x, i) => sum + x * vector.reduce((inner, y, j) => inner + y * matrix[i]![j]!, 0), 0)

const covarianceOf = (vectors: Matrix): Matrix =>
  vectors[0]!.map((_, i) =>
    vectors[0]!.map((_, j) => vectors.reduce((sum, row) => sum + row[i]! * row[j]!, 0) / vectors.length),
  )

/** Long-run covariance of the residuals of a VAR(1), coloured again by (I - A)^-1 on both sides. */
const prewhitened = (vectors: Matrix): Matrix => {
  const width = vectors[0]!.length
  const indices = Array.from({ length: width }, (_, i) => i)
  const sumOver = (i: number, j: number, lag: number) =>
    vectors.slice(1).reduce((sum, row, t) => sum + vectors[t]![i]! * (lag === 0 ? vectors[t]! : row)[j]!, 0)
  // Normal equations: column j of the solution is the regression of component j on all components a period before.
  const own = indices.map((i) => indices.map((j) => sumOver(i, j, 0)))
  const next = indices.map((i) => indices.map((j) => sumOver(i, j, 1)))
  const coefficients = solveLinear(own, next)
  if (!coefficients) return NOT_KNOWN
  const residuals = vectors
    .slice(1)
    .map((row, t) =>
      row.map((value, j) => value - indices.reduce((sum, i) => sum + coefficients[i]![j]! * vectors[t]![i]!, 0)),
    )
  const identity = indices.map((i) => indices.map((j) => (i === j ? 1 : 0)))
  const colour = solveLinear(
    identity.map((row, i) => row.map((value, j) => value - coefficients[j]![i]!)),
    identity,
  )
  if (!colour) return NOT_KNOWN
  const inner = parzenLongRun(residuals)
  return indices.map((i) =>
    indices.map((j) => indices.reduce((sum, k) => sum + colour[i]![k]! * form2(inner, k, colour[j]!), 0)),
  )
}

const form2 = (matrix: Matrix, row: number, vector: readonly number[]): number =>
  vector.reduce((sum, value, k) => sum + matrix[row]![k]! * value, 0)

const NOT_KNOWN: Matrix = Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => Number.NaN))
