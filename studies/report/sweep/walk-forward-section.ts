/** The walk-forward of a sweep: in sample next to out of sample. */
import type { Cell, ReportSection } from '../document/report-document.js'
import { formatCount, formatKnown } from '../format.js'
import type { PoolFigures } from './configuration.js'
import type { SearchVerdict } from './search-verdict.js'
import { annual, MEAN, SEARCHED, searched, SHARPE, TRADES, windowText } from './sweep-columns.js'
import type { WalkForward } from './walk-forward.js'

export const walkForwardSection = (
  { folds, sentence }: WalkForward,
  names: readonly string[],
  verdict: SearchVerdict,
): ReportSection => {
  const side = (figures: PoolFigures | undefined): readonly Cell[] =>
    figures ? [formatCount(figures.trades), formatKnown(figures.meanBps), annual(figures.sharpeDaily)] : ['', '', '']
  return {
    id: 'walk-forward',
    heading: 'Walk-forward',
    blocks: [
      { kind: 'text', text: sentence },
      {
        kind: 'table',
        name: 'walk-forward',
        columns: [
          { name: 'fold' },
          { name: 'trained', text: true },
          { name: 'tested', text: true },
          {
            name: 'chosen',
            text: true,
            about: 'Best by the objective on the training window among those with enough trades.',
          },
          ...[TRADES, MEAN, SHARPE].flatMap((column) => [{ ...column, name: `in: ${column.name}` }]),
          ...[TRADES, MEAN, SHARPE].flatMap((column) => [{ ...column, name: `out: ${column.name}` }]),
          { name: 'rank out', about: 'Rank of the chosen configuration on the test window, of all.' },
          ...SEARCHED,
        ],
        rows: folds.map(({ fold, train, test, chosen, configurations }) => [
          fold + 1,
          windowText(train),
          windowText(test),
          chosen ? names.map((name) => `${name} ${JSON.stringify(chosen.params[name])}`).join(', ') : 'none qualified',
          ...side(chosen?.inSample),
          ...side(chosen?.outOfSample),
          chosen ? `${chosen.testRank} of ${configurations}` : '',
          ...searched(verdict),
        ]),
        empty: 'No fold.',
      },
    ],
  }
}
