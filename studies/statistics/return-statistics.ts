/** All statistics of one series of returns, under the names that `sep studies stats` prints. */
import { bootstrapMeans } from './resample/bootstrap-means.js'
import { bootstrapIntervals } from './resample/intervals.js'
import { optimalBlockLength } from './resample/optimal-block-length.js'
import { autocorrelation } from './sample/autocorrelation.js'
import { maxDrawdown } from './sample/drawdown.js'
import { ljungBox } from './sample/ljung-box.js'
import { moments } from './sample/moments.js'
import { neweyWest } from './sample/newey-west.js'
import { valueAtRisk } from './sample/value-at-risk.js'
import { winLoss } from './sample/win-loss.js'
import { autocorrelatedMinTrackRecord, autocorrelatedPsr } from './sharpe/autocorrelated-sharpe.js'
import { deflatedSharpe } from './sharpe/deflated-sharpe.js'
import { expectedMax } from './sharpe/expected-max.js'
import { maxOfNormals } from './sharpe/max-of-normals.js'
import { minTrackRecord } from './sharpe/min-track-record.js'
import { probabilisticSharpe } from './sharpe/probabilistic-sharpe.js'
import { sharpe } from './sharpe/sharpe.js'
import { sharpeStandardError } from './sharpe/sharpe-standard-error.js'

export interface ReturnStatisticsOptions {
  /** Configurations tried; 1 has no deflated Sharpe ratio. */
  readonly trials: number
  /** Variance (ddof 1) of their Sharpe ratios per period; NaN if not known. */
  readonly trialVariance: number
  /** Mean block length of the bootstrap; default optimalBlockLength. */
  readonly block?: number | undefined
  readonly resamples: number
  readonly seed: number
}

export type ReturnStatistics = ReturnType<typeof returnStatistics>

/** Per period, not annualised. NaN where undefined, as for the Sharpe ratio of equal returns. */
export const returnStatistics = (returns: ArrayLike<number>, options: ReturnStatisticsOptions) => {
  const sample = moments(returns)
  const ratio = sharpe(sample)
  const rho = autocorrelation(returns, 1)
  const shape = { ...sample, rho }
  const hac = neweyWest(returns)
  const { winRate, profitFactor, sortino } = winLoss(returns)
  const { valueAtRisk: var95, expectedShortfall: expectedShortfall95 } = valueAtRisk(returns)
  const length = optimalBlockLength(returns)
  const { trials, trialVariance, resamples, seed, block = Number.isNaN(length) ? 1 : length } = options
  const replicates = bootstrapMeans(returns, { block, resamples, seed })
  return {
    n: sample.n,
    mean: sample.mean,
    sd: sample.sd,
    skewness: sample.skewness,
    kurtosis: sample.kurtosis,
    sharpe: ratio,
    sharpeStandardError: sharpeStandardError(ratio, sample),
    psr: probabilisticSharpe(ratio, sample),
    expectedMaxSharpe: expectedMax(trials, trialVariance),
    dsr: deflatedSharpe(ratio, sample, { trials, trialVariance }),
    minTrackRecordLength: minTrackRecord(ratio, sample),
    tStatistic: ratio * Math.sqrt(sample.n),
    hacLags: hac.lags,
    hacTStatistic: hac.t,
    hacPValueOneSided: hac.pOneSided,
    sortino,
    maxDrawdown: maxDrawdown(returns),
    winRate,
    profitFactor,
    var95,
    expectedShortfall95,
    autocorrelation1: rho,
    ljungBoxPValue10: ljungBox(returns),
    optimalBlockLength: length,
    meanInterval95: bootstrapIntervals(sample.mean, replicates).percentile,
    /** Exact mean of the maximum: the closed form above is several percent off below ten trials. */
    expectedMaxSharpeExact: trials >= 2 ? Math.sqrt(trialVariance) * maxOfNormals(trials).mean : Number.NaN,
    /** Lopez de Prado, Lipton, Zoonekynd 2026: with the first autocorrelation. */
    psrAutocorrelated: autocorrelatedPsr(ratio, shape),
    minTrackRecordLengthAutocorrelated: autocorrelatedMinTrackRecord(ratio, shape),
  }
}
