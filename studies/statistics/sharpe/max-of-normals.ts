import { normalCdf, normalDensity } from '../distributions/normal.js'

/** Beyond it no normal of a million trials has weight. */
const REACH = 12
const STEPS = 4096

/**
 * Mean and standard deviation of the maximum of `trials` independent standard normals: moments of N phi(x) Phi(x)^(N-1), by the trapezoid
 * rule, which is exact to rounding for a smooth density that vanishes at both ends. NaN below one trial.
 */
export const maxOfNormals = (trials: number): { readonly mean: number; readonly sd: number } => {
  if (!(trials >= 1)) return { mean: Number.NaN, sd: Number.NaN }
  const step = (2 * REACH) / STEPS
  let [mean, square] = [0, 0]
  for (let i = 1; i < STEPS; i++) {
    const x = -REACH + i * step
    const weight = step * trials * normalDensity(x) * Math.exp((trials - 1) * Math.log(normalCdf(x)))
    mean += x * weight
    square += x * x * weight
  }
  return { mean, sd: Math.sqrt(square - mean * mean) }
}
