/** The result of a run as rows of text, next to the one that practice would have had. */
import { formatCount, formatAmount } from './format.js'
import type { PracticeResult, PracticeRules } from './practice.js'
import type { RunResult } from './run-result.js'

export interface ResultRows {
  /** Names of the columns after the first. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What a run is made of that its result depends on. */
export interface ResultTerms {
  /** Plan of the commission and ladder of sizes: the name, or `own` for one of the user's. */
  readonly commission: string
  readonly depth: string
}

/** `rules`: the run's own; null for a graph without risk guards, as `practice` then is. */
export const resultRows = (
  {
    rules,
    practice,
    terms,
    ...own
  }: RunResult & {
    readonly rules: PracticeRules | null
    readonly practice: PracticeResult | null
    readonly terms: ResultTerms
  },
  home: string,
): ResultRows => {
  const results: readonly RunResult[] = practice ? [own, practice] : [own]
  const row = (name: string, cell: (result: RunResult) => string) => [name, ...results.map(cell)]
  return {
    columns: practice ? ['this run', 'in practice'] : ['this run'],
    rows: [
      ...(rules && practice ? ruleRows(rules, practice) : []),
      row('trades', ({ trades, openTrades }) => formatCount(trades + openTrades)),
      row(`before costs, ${home}`, ({ gross }) => formatAmount(gross)),
      ...Object.keys(own.costs).map((cause) =>
        row(`  ${namedCause(cause, terms)}`, ({ costs }) => formatAmount(0 - costs[cause as keyof typeof costs])),
      ),
      row(`after costs, ${home}`, ({ net }) => formatAmount(net)),
      row(`NAV, ${home}`, ({ nav }) => formatAmount(nav)),
      row('deepest drawdown, %', ({ drawdownPct }) => drawdownPct.toFixed(2)),
    ],
  }
}

/** Commission and depth with their plan: `none` must not look like a market without costs. */
const namedCause = (cause: string, { commission, depth }: ResultTerms): string =>
  cause === 'commission' ? `${cause} (${commission})` : cause === 'depth' ? `${cause} (${depth})` : cause

const ruleRows = (own: PracticeRules, practice: PracticeRules): readonly (readonly string[])[] => {
  const places = ({ fillTrades }: PracticeRules) => (fillTrades ? 'trade' : 'do not trade')
  const limit = ({ drawdownAction }: PracticeRules) => (drawdownAction === 'kill' ? 'stops increases' : 'is reported')
  return [
    ['filled places', places(own), places(practice)],
    ['the drawdown limit', limit(own), limit(practice)],
  ]
}
