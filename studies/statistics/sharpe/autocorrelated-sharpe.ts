/** The Sharpe ratio of autocorrelated returns (Lopez de Prado, Lipton, Zoonekynd 2026, SSRN 5520741). Per period. */
import { normalCdf, normalQuantile } from '../distributions/normal.js'
import type { ReturnShape } from './sharpe-standard-error.js'

export interface AutocorrelatedShape extends ReturnShape {
  /** First autocorrelation, in (-1, 1). */
  readonly rho: number
}

/**
 * Variance of the estimated ratio where the true one is `ratio`:
 * ((1 + r)/(1 - r) - (1 + r + r^2)/(1 - r^2) g3 SR + (1 + r^2)/(1 - r^2) (g4 - 1)/4 SR^2) / n. Divided by n, not n - 1.
 */
export const autocorrelatedSharpeVariance = (
  ratio: number,
  { n, skewness, kurtosis, rho }: AutocorrelatedShape,
): number => {
  const rest = 1 - rho * rho
  const skew = ((1 + rho + rho * rho) / rest) * skewness * ratio
  const tails = ((1 + rho * rho) / rest) * ((kurtosis - 1) / 4) * ratio * ratio
  return ((1 + rho) / (1 - rho) - skew + tails) / n
}

/** PSR 2026: Z((SR - benchmark) / sqrt(variance)), the variance at the benchmark, not at the observed ratio. */
export const autocorrelatedPsr = (ratio: number, shape: AutocorrelatedShape, benchmark = 0): number =>
  normalCdf((ratio - benchmark) / Math.sqrt(autocorrelatedSharpeVariance(benchmark, shape)))

/**
 * MinTRL 2026: variance of one return at the benchmark x (z / (SR - benchmark))^2, without the 1 + of 2012.
 * NaN at or below the benchmark.
 */
export const autocorrelatedMinTrackRecord = (
  ratio: number,
  shape: Omit<AutocorrelatedShape, 'n'>,
  benchmark = 0,
  confidence = 0.95,
): number => {
  if (!(ratio > benchmark)) return Number.NaN
  const distance = normalQuantile(confidence) / (ratio - benchmark)
  return autocorrelatedSharpeVariance(benchmark, { ...shape, n: 1 }) * distance * distance
}
