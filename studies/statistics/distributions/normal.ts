/** The standard normal distribution. */
import jStat from 'jstat'

/** P(Z <= z). */
export const normalCdf = (z: number): number => normalUpperTail(-z)

/**
 * P(Z >= z), right to 1e-13 of its own size also where it is tiny. jstat's erf serves the middle; beyond z = 2.5, where 1 - erf would
 * cancel, Laplace's continued fraction of Mills' ratio does (Abramowitz and Stegun 1964, 26.2.14).
 */
export const normalUpperTail = (z: number): number => {
  if (z <= TAIL_FROM) return 0.5 - 0.5 * jStat.erf(z * Math.SQRT1_2)
  let denominator = z
  for (let term = TERMS; term > 0; term--) denominator = z + term / denominator
  return normalDensity(z) / denominator
}

export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)

/** z with P(Z <= z) = p; -Infinity for 0, Infinity for 1, NaN outside. For p near 1 ask for -normalQuantile(1 - p), with 1 - p exact. */
export const normalQuantile = (p: number): number => {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (p >= REFINED_BELOW) return jStat.normal.inv(p, 0, 1)
  // Newton steps on the log of the tail; its slope is -density / tail, about -z.
  let z = Math.sqrt(-2 * Math.log(p))
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const tail = normalUpperTail(z)
    z += (Math.log(tail) - Math.log(p)) * (tail / normalDensity(z))
  }
  return -z
}

const TAIL_FROM = 2.5
/** At z = 2.5 the fraction has converged to the last bit well before. */
const TERMS = 120
const REFINED_BELOW = 1e-6
const NEWTON_STEPS = 8
