import type { Judgement } from './judge.js'
import type { Evidence } from './evidence.js'
import { bps, percent, whole } from './sentence.js'
import type { VerdictInput } from './verdict-input.js'

/** The sentences behind the verdict: first what decided, then what is only shown. */
export const verdictReasons = (
  { candidate, n, days, dailyMean, t, pValue, searchedPValue, neededTrades, upperBound }: Judgement,
  evidence: Evidence,
  { configurations, holdOutMean }: VerdictInput,
): readonly string[] => {
  const searched =
    `N = ${whole(n)} configurations tried on this data, ` +
    `effectively ${fixed(evidence.effectiveN, 1)} in this sweep of ${whole(configurations.length)}`
  if (!candidate) return [`${searched}.`]
  const enough = Number.isNaN(neededTrades) ? 'An unknown number of' : whole(neededTrades)
  return [
    `${whole(candidate.trades)} closed trades on ${days} trading days, mean ${bps(candidate.meanTrade ?? Number.NaN)} bps, ` +
      `standard deviation ${fixed(candidate.sdTrade ?? Number.NaN, 2)} bps, all costs taken off.`,
    `The mean of ${days} daily returns is ${bps(dailyMean)} bps with t ${fixed(t, 2)} ` +
      `(the smaller of plain and Newey-West): p = ${fixed(pValue, 4)}.`,
    `${searched}: p = ${fixed(searchedPValue, 4)} after the search; at most 0.05 is an edge.`,
    `${enough} trades would show an edge of 1 bp with 90 % probability; ` +
      `the mean per trade is below ${bps(upperBound)} bps with 95 % confidence.`,
    ...(holdOutMean === undefined ? [] : [`The locked hold-out made ${bps(holdOutMean)} bps a trade.`]),
    `Shown, not deciding: daily Sharpe ${fixed(evidence.sharpeDaily, 3)} +- ${fixed(evidence.sharpeStandardError, 3)}, ` +
      `PSR ${percent(evidence.psr)}, DSR ${percent(evidence.dsr)}, reality check p ${fixed(evidence.realityCheckPValue, 3)}, ` +
      `SPA p ${fixed(evidence.spaConsistent, 3)}, overfitting (PBO) ${percent(evidence.pbo)}.`,
    'Trades overlap and pairs move together: the tests count days, not trades.',
  ]
}

const fixed = (value: number, decimals: number): string => (Number.isNaN(value) ? '-' : value.toFixed(decimals))
