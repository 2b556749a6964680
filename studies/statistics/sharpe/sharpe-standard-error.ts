import type { Moments } from '../sample/moments.js'

/** What the sampling error of a Sharpe ratio depends on; normal returns have skewness 0 and kurtosis 3. */
export type ReturnShape = Pick<Moments, 'n' | 'skewness' | 'kurtosis'>

/**
 * sqrt((1 - g3 SR + (g4 - 1)/4 SR^2) / (n - 1)) at the given Sharpe ratio (Mertens 2002; Bailey and Lopez de Prado 2012, with n - 1).
 * Per period; Pearson kurtosis. Returns without autocorrelation.
 */
export const sharpeStandardError = (ratio: number, { n, skewness, kurtosis }: ReturnShape): number =>
  Math.sqrt((1 - skewness * ratio + ((kurtosis - 1) / 4) * ratio * ratio) / (n - 1))
