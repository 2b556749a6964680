import { expectedMax } from './expected-max.js'
import { probabilisticSharpe } from './probabilistic-sharpe.js'
import type { ReturnShape } from './sharpe-standard-error.js'

/** How many configurations were tried, and the variance (ddof 1) of their Sharpe ratios per period. */
export interface Search {
  readonly trials: number
  readonly trialVariance: number
}

/**
 * Probability that the true Sharpe ratio is above what the best of N worthless trials is expected to show: PSR against expectedMax
 * (DSR; Bailey and Lopez de Prado 2014). Per period throughout, n is the number of those periods. NaN for one trial.
 */
export const deflatedSharpe = (ratio: number, shape: ReturnShape, { trials, trialVariance }: Search): number =>
  probabilisticSharpe(ratio, shape, expectedMax(trials, trialVariance))
