/** The result of a run as rows of text, next to the one that practice would have had. */
import { formatCount, formatMoney } from './format.js'
import type { PracticeResult, PracticeRules } from './practice.js'
import type { RunResult } from './run-result.js'

export interface ResultRows {
  /** Names of the columns after the first. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** `rules`: the run's own; null for a graph without risk guards, as `practice` then is. */
export const resultRows = (
  own: RunResult,
  rules: PracticeRules | null,
  practice: PracticeResult | null,
  home: string,
): ResultRows => {
  const results: readonly RunResult[] = practice ? [own, practice] : [own]
  const row = (name: string, cell: (result: RunResult) => string) => [name, ...results.map(cell)]
  return {
    columns: practice ? ['this run', 'in practice'] : ['this run'],
    rows: [
      ...(rules && practice ? ruleRows(rules, practice) : []),
      row('trades', ({ trades, openTrades }) => formatCount(trades + openTrades)),
      row(`before costs, ${home}`, ({ gross }) => formatMoney(gross)),
      ...Object.keys(own.costs).map((cause) =>
        row(`  ${cause}`, ({ costs }) => formatMoney(0 - costs[cause as keyof typeof costs])),
      ),
      row(`after costs, ${home}`, ({ net }) => formatMoney(net)),
      row(`NAV, ${home}`, ({ nav }) => formatMoney(nav)),
      row('deepest drawdown, %', ({ drawdownPct }) => drawdownPct.toFixed(2)),
    ],
  }
}

const ruleRows = (own: PracticeRules, practice: PracticeRules): readonly (readonly string[])[] => {
  const places = ({ fillTrades }: PracticeRules) => (fillTrades ? 'trade' : 'do not trade')
  const limit = ({ drawdownAction }: PracticeRules) => (drawdownAction === 'kill' ? 'stops increases' : 'is reported')
  return [
    ['filled places', places(own), places(practice)],
    ['the drawdown limit', limit(own), limit(practice)],
  ]
}
