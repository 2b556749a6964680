/** The best configurations of a sweep. */
import type { Cell, ReportSection } from '../document/report-document.js'
import { formatCount, formatKnown } from '../format.js'
import type { SweepConfiguration } from './configuration.js'
import type { SearchVerdict } from './search-verdict.js'
import { annual, MEAN, SEARCHED, searched, SHARPE, TRADES } from './sweep-columns.js'

/** Configurations that the page lists; trials.ndjson has all. */
const LISTED = 25

export const rankingSection = (
  ranking: readonly SweepConfiguration[],
  names: readonly string[],
  verdict: SearchVerdict,
): ReportSection => ({
  id: 'ranking',
  heading: 'Ranking',
  blocks: [
    {
      kind: 'text',
      tone: 'dim',
      text:
        `The best ${Math.min(LISTED, ranking.length)} of ${formatCount(ranking.length)} configurations, over all instruments. ` +
        'The best of many looks good by chance alone: read N with it.',
    },
    {
      kind: 'table',
      name: 'ranking',
      columns: [
        { name: 'rank' },
        ...names.map((name) => ({ name, about: `Parameter ${name}; "by pair" where it differs by instrument.` })),
        TRADES,
        MEAN,
        { name: 'gross bps a trade', about: 'Mean result before all costs, bps of entry notional.' },
        { name: 'net bps', about: 'Sum of the results after costs.' },
        SHARPE,
        ...SEARCHED,
        { name: 'drawdown bps', about: 'Largest fall of the running sum of daily results from its peak.' },
        { name: 'Calmar', about: 'Sum of the results / drawdown, at most 10; not annualised.' },
        { name: 'won %', about: 'Share of trades with a result above 0 after costs.' },
        { name: 'pairs > 0', about: 'Instruments with a positive sum, of those with trades.' },
        ...(ranking.some(({ pnlQuote }) => pnlQuote !== null)
          ? [
              {
                name: 'pnl quote',
                about: 'Result in quote currency of a fixed number of units, the open trade marked at the last close.',
              },
            ]
          : []),
      ],
      rows: ranking.slice(0, LISTED).map((own, n) => rankingRow(own, n, names, verdict)),
      empty: 'No configuration.',
      marked: ranking
        .slice(0, LISTED)
        .flatMap(({ configHash }, n) => (configHash === verdict.candidate?.configHash ? [n] : [])),
    },
  ],
})

const rankingRow = (
  own: SweepConfiguration,
  n: number,
  names: readonly string[],
  verdict: SearchVerdict,
): readonly Cell[] => {
  const pairs = [...own.instruments.values()].filter(({ trades }) => trades > 0)
  return [
    n + 1,
    ...names.map((name) => paramText(own, name)),
    formatCount(own.trades),
    formatKnown(own.meanBps),
    formatKnown(own.trades === 0 ? null : own.pool.grossBps / own.trades),
    formatKnown(own.pnlBps),
    annual(own.sharpeDaily),
    ...searched(verdict),
    formatKnown(own.maxDrawdownBps),
    formatKnown(own.calmar),
    formatKnown(own.winRate === null ? null : own.winRate * 100),
    `${pairs.filter(({ pnlBps }) => pnlBps > 0).length} of ${pairs.length}`,
    ...(own.pnlQuote === null ? [] : [formatKnown(own.pnlQuote)]),
  ]
}

export const paramText = (
  { params, varying }: Pick<SweepConfiguration, 'params' | 'varying'>,
  name: string,
): string => {
  if (varying.has(name)) return 'by pair'
  const value = params[name]
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
}
