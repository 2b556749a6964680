/** The figures at the head of a sweep's report. */
import { DAYS_A_YEAR } from '../days.js'
import type { Figure } from '../document/report-document.js'
import { formatCount, formatKnown } from '../format.js'
import type { SweepConfiguration } from './configuration.js'
import type { SearchVerdict } from './search-verdict.js'
import { annual } from './sweep-columns.js'

const NOT_ANNUALISED = { annualisation: 'not annualised' }

/** `candidate`: null where no configuration has enough trades. `days`: trading days of the sweep. */
export const verdictFigures = (
  verdict: SearchVerdict,
  candidate: SweepConfiguration | null,
  days: number,
): readonly Figure[] => [
  ...candidateFigures(verdict, candidate, `${days} trading days`),
  ...chanceFigures(verdict, `${days} trading days`),
]

const candidateFigures = (verdict: SearchVerdict, candidate: SweepConfiguration | null, days: string): Figure[] => {
  const mean = candidate?.meanBps ?? null
  const trades = `${formatCount(verdict.trades)} closed trades`
  return [
    {
      ...NOT_ANNUALISED,
      key: 'netBps',
      name: 'Net a trade',
      text: mean === null ? 'none' : `${formatKnown(mean)} bps`,
      note: candidate?.sdBps == null ? undefined : `sd ${formatKnown(candidate.sdBps)}`,
      value: mean,
      definition: 'Mean result of the candidate after all costs, bps of entry notional, all instruments together.',
      n: trades,
      tone: (mean ?? 0) > 0 ? 'gain' : (mean ?? 0) < 0 ? 'loss' : undefined,
    },
    {
      ...NOT_ANNUALISED,
      key: 'trades',
      name: 'Trades',
      text: formatCount(verdict.trades),
      note: verdict.neededTrades === null ? undefined : `${formatCount(verdict.neededTrades)} needed`,
      value: verdict.trades,
      definition: 'Closed trades of the candidate; needed: to see 1 bp a trade after this search with 90 % power.',
      n: trades,
    },
    {
      ...NOT_ANNUALISED,
      key: 'maxDrawdownBps',
      name: 'Deepest drawdown',
      text: candidate === null ? 'none' : `${formatKnown(candidate.maxDrawdownBps)} bps`,
      value: candidate?.maxDrawdownBps ?? null,
      definition: "Largest fall of the running sum of the candidate's daily results from its peak.",
      n: days,
    },
    {
      key: 'sharpe',
      name: 'Sharpe ratio',
      text: candidate === null || candidate.sharpeDaily === null ? 'none' : annual(candidate.sharpeDaily),
      note: searchNote(verdict),
      value: candidate?.sharpeDaily ?? null,
      definition:
        'Mean / sample standard deviation of daily results. N: configurations of the family ever tried on this market; ' +
        'effective: independent ones of this sweep; look: sweeps looked at.',
      annualisation: `annualised x sqrt(${DAYS_A_YEAR})`,
      n: days,
    },
  ]
}

const searchNote = ({ n, effectiveN, look }: SearchVerdict): string =>
  `N ${formatCount(n)}, effective ${effectiveN === null ? 'unknown' : effectiveN.toFixed(1)}, look ${look}`

const CHANCES = [
  [
    'dsr',
    'Deflated Sharpe',
    'Probability that the Sharpe ratio is above what the best of N without any edge would show (Bailey and Lopez de Prado 2014).',
  ],
  [
    'psr',
    'Probabilistic Sharpe',
    'Probability that the Sharpe ratio is above 0, for one configuration without a search (Bailey and Lopez de Prado 2012).',
  ],
  [
    'realityCheckPValue',
    'Reality check p',
    'Probability of so good a best configuration if none were better than 0 (White 2000).',
  ],
  ['spaConsistent', 'SPA p', 'The same, studentised, with poor configurations left out (Hansen 2005).'],
] as const

const chanceFigures = (verdict: SearchVerdict, n: string): Figure[] =>
  CHANCES.map(([key, name, definition]) => ({
    ...NOT_ANNUALISED,
    key,
    name,
    text: verdict[key]?.toFixed(3) ?? 'none',
    value: verdict[key],
    definition,
    n,
  }))
