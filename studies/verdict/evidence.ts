/** What a reader of the verdict wants to see besides: none of it decides. */
import { optimalBlockLength } from '../statistics/resample/optimal-block-length.js'
import type { ResamplePlan } from '../statistics/resample/stationary-resamples.js'
import { moments } from '../statistics/sample/moments.js'
import { effectiveTrials } from '../statistics/search/effective-trials.js'
import { overfitting } from '../statistics/search/overfitting.js'
import { realityCheck } from '../statistics/search/reality-check.js'
import { superiorAbility } from '../statistics/search/superior-ability.js'
import { deflatedSharpe } from '../statistics/sharpe/deflated-sharpe.js'
import { probabilisticSharpe } from '../statistics/sharpe/probabilistic-sharpe.js'
import { sharpe } from '../statistics/sharpe/sharpe.js'
import { sharpeStandardError } from '../statistics/sharpe/sharpe-standard-error.js'
import type { VerdictConfiguration } from './verdict-input.js'

/** On daily returns, not annualised; NaN where undefined. */
export interface Evidence {
  readonly sharpeDaily: number
  readonly sharpeStandardError: number
  readonly psr: number
  readonly dsr: number
  /** Different configurations among those of this sweep. */
  readonly effectiveN: number
  readonly realityCheckPValue: number
  readonly spaLower: number
  readonly spaConsistent: number
  readonly spaUpper: number
  /** Probability of backtest overfitting. */
  readonly pbo: number
  /** Of the bootstrap behind the p-values. */
  readonly block: number
  readonly resamples: number
}

const RESAMPLES = 20_000
const RESAMPLES_MIN = 500
/** Columns x days x resamples; beyond it there are fewer resamples, so that a report of thousands of configurations takes seconds. */
const WORK = 4e8
const SEED = 1
/** Below it the iterated logarithm of Hansen's test has no root. */
const DAYS_MIN = 3

export const evidenceOf = (
  candidate: VerdictConfiguration | null,
  configurations: readonly VerdictConfiguration[],
  n: number,
): Evidence => {
  const columns = configurations.filter(({ trades }) => trades > 0).map(({ daily }) => daily)
  const days = columns[0]?.length ?? 0
  const own = moments(candidate?.daily ?? [])
  const ratio = sharpe(own)
  const { sd } = moments(columns.map((column) => sharpe(moments(column))).filter((value) => !Number.isNaN(value)))
  const length = candidate ? optimalBlockLength(candidate.daily) : Number.NaN
  const plan = {
    block: length > 1 ? length : 1,
    resamples: Math.max(RESAMPLES_MIN, Math.min(RESAMPLES, Math.floor(WORK / (columns.length * days)))),
    seed: SEED,
  }
  return {
    sharpeDaily: ratio,
    sharpeStandardError: sharpeStandardError(ratio, own),
    psr: probabilisticSharpe(ratio, own),
    dsr: deflatedSharpe(ratio, own, { trials: n, trialVariance: sd * sd }),
    effectiveN: effectiveTrials(columns),
    ...searchPValues(columns, days, plan),
    pbo: overfitting(columns).probability,
    block: plan.block,
    resamples: plan.resamples,
  }
}

type SearchPValues = Pick<Evidence, 'realityCheckPValue' | 'spaLower' | 'spaConsistent' | 'spaUpper'>

const searchPValues = (columns: readonly Float64Array[], days: number, plan: ResamplePlan): SearchPValues => {
  if (days < DAYS_MIN) return samePValues(Number.NaN)
  // Both statistics are at least 0: where no column gains, resamples that do not gain either are no larger, and p would be near 0.
  if (!columns.some((column) => moments(column).mean > 0)) return samePValues(1)
  const { lower, consistent, upper } = superiorAbility(columns, plan)
  return {
    realityCheckPValue: realityCheck(columns, plan).pValue,
    spaLower: lower,
    spaConsistent: consistent,
    spaUpper: upper,
  }
}

const samePValues = (p: number): SearchPValues => ({
  realityCheckPValue: p,
  spaLower: p,
  spaConsistent: p,
  spaUpper: p,
})
