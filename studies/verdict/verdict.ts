/** Is there an edge after all costs and after the search? One of three answers, with its reasons. */
import { judge, type VerdictName } from './judge.js'
import { evidenceOf } from './evidence.js'
import { verdictReasons } from './reasons.js'
import { verdictSentence } from './sentence.js'
import type { VerdictConfiguration, VerdictInput } from './verdict-input.js'

/** Null where undefined. Basis points net of all costs; Sharpe ratios per day. */
export interface Verdict {
  readonly verdict: VerdictName
  /** One plain sentence that a trader can act on. */
  readonly sentence: string
  readonly reasons: readonly string[]
  readonly candidate: Omit<VerdictConfiguration, 'daily'> | null
  /** Of the candidate; without one, the most of any configuration. */
  readonly trades: number
  readonly neededTrades: number | null
  readonly days: number
  /** Configurations ever tried, and how many different ones this sweep has. */
  readonly n: number
  readonly effectiveN: number | null
  readonly tStatistic: number | null
  readonly pValue: number | null
  /** After the search over n configurations; this decides. */
  readonly searchedPValue: number | null
  /** One-sided 95 % upper bound of the mean per trade. */
  readonly upperBoundBps: number | null
  readonly holdOutMean: number | null
  readonly sharpeDaily: number | null
  readonly sharpeStandardError: number | null
  readonly psr: number | null
  readonly dsr: number | null
  readonly realityCheckPValue: number | null
  readonly spaLower: number | null
  readonly spaConsistent: number | null
  readonly spaUpper: number | null
  readonly pbo: number | null
  readonly block: number
  readonly resamples: number
}

/** The same input gives the same verdict. */
export const verdictOf = (input: VerdictInput): Verdict => {
  const judgement = judge(input)
  const { verdict, candidate, n, days } = judgement
  const evidence = evidenceOf(candidate, input.configurations, n)
  return {
    verdict,
    sentence: verdictSentence(judgement, input),
    reasons: verdictReasons(judgement, evidence, input),
    candidate: candidate && shown(candidate),
    trades: candidate?.trades ?? Math.max(0, ...input.configurations.map(({ trades }) => trades)),
    neededTrades: known(judgement.neededTrades),
    days,
    n,
    effectiveN: known(evidence.effectiveN),
    tStatistic: known(judgement.t),
    pValue: known(judgement.pValue),
    searchedPValue: known(judgement.searchedPValue),
    upperBoundBps: known(judgement.upperBound),
    holdOutMean: input.holdOutMean ?? null,
    sharpeDaily: known(evidence.sharpeDaily),
    sharpeStandardError: known(evidence.sharpeStandardError),
    psr: known(evidence.psr),
    dsr: known(evidence.dsr),
    realityCheckPValue: known(evidence.realityCheckPValue),
    spaLower: known(evidence.spaLower),
    spaConsistent: known(evidence.spaConsistent),
    spaUpper: known(evidence.spaUpper),
    pbo: known(evidence.pbo),
    block: evidence.block,
    resamples: evidence.resamples,
  }
}

const shown = ({ daily: _, ...rest }: VerdictConfiguration): Omit<VerdictConfiguration, 'daily'> => rest

const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
