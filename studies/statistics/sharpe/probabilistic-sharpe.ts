import { normalCdf } from '../distributions/normal.js'
import { type ReturnShape, sharpeStandardError } from './sharpe-standard-error.js'

/**
 * Probability that the true Sharpe ratio is above `benchmark`: Z((SR - benchmark) / standard error), the standard error at the observed
 * ratio with n - 1 (PSR; Bailey and Lopez de Prado 2012). Per period.
 */
export const probabilisticSharpe = (ratio: number, shape: ReturnShape, benchmark = 0): number =>
  normalCdf((ratio - benchmark) / sharpeStandardError(ratio, shape))
