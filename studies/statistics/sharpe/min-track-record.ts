import { normalQuantile } from '../distributions/normal.js'
import type { ReturnShape } from './sharpe-standard-error.js'

/**
 * Returns needed before the Sharpe ratio is significantly above `benchmark`: 1 + (1 - g3 SR + (g4 - 1)/4 SR^2)(z / (SR - benchmark))^2
 * (MinTRL; Bailey and Lopez de Prado 2012), not rounded. NaN if the ratio is not above the benchmark: then no length would do.
 */
export const minTrackRecord = (
  ratio: number,
  { skewness, kurtosis }: Omit<ReturnShape, 'n'>,
  benchmark = 0,
  confidence = 0.95,
): number => {
  if (!(ratio > benchmark)) return Number.NaN
  const distance = normalQuantile(confidence) / (ratio - benchmark)
  return 1 + (1 - skewness * ratio + ((kurtosis - 1) / 4) * ratio * ratio) * distance * distance
}
