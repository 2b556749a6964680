/** All tests of a panel of alternatives against doing nothing, under the names that `sep studies reality-check` prints. */
import { optimalBlockLength } from './resample/optimal-block-length.js'
import { moments } from './sample/moments.js'
import { effectiveTrials } from './search/effective-trials.js'
import { overfitting } from './search/overfitting.js'
import { realityCheck } from './search/reality-check.js'
import { stepM } from './search/step-m.js'
import { superiorAbility } from './search/superior-ability.js'

export interface PanelOptions {
  /** Mean block length; default the longest of optimalBlockLength over the columns, at least 1. */
  readonly block?: number | undefined
  readonly resamples: number
  readonly seed: number
}

export type PanelStatistics = ReturnType<typeof panelStatistics>

/** Columns are gains over the benchmark 0, of equal length n >= 3. NaN where undefined. */
export const panelStatistics = (columns: readonly ArrayLike<number>[], options: PanelOptions) => {
  const { resamples, seed } = options
  const block = options.block ?? columns.map((column) => optimalBlockLength(column)).reduce(longer, 1)
  const plan = { block, resamples, seed }
  const white = realityCheck(columns, plan)
  const hansen = superiorAbility(columns, plan)
  const means = columns.map((column) => moments(column).mean)
  return {
    rows: columns[0]?.length ?? 0,
    alternatives: columns.length,
    /** Index and mean of the column with the largest mean. */
    best: means.indexOf(means.reduce((most, mean) => Math.max(most, mean), Number.NEGATIVE_INFINITY)),
    bestMean: means.reduce((most, mean) => Math.max(most, mean), Number.NEGATIVE_INFINITY),
    block,
    resamples,
    seed,
    realityCheckStatistic: white.statistic,
    realityCheckPValue: white.pValue,
    spaStatistic: hansen.statistic,
    spaLower: hansen.lower,
    spaConsistent: hansen.consistent,
    spaUpper: hansen.upper,
    /** Indices of the columns that are better than 0, by the probability of one wrong name. */
    stepM: stepM(columns, plan),
    effectiveN: effectiveTrials(columns),
    /** Probability of backtest overfitting, ten slices. */
    pbo: overfitting(columns).probability,
  }
}

const longer = (most: number, length: number): number => (length > most ? length : most)
