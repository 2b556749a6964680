/** Positions grouped by a key. */
import type { TableBlock } from '../document/report-document.js'
import { formatKnown, formatMoney, formatWhole } from '../format.js'
import { meanTest } from '../mean-test.js'
import type { Position } from '../positions.js'

/** Count, win rate and result of each group. Open positions count at their mark. */
export const positionTable = (
  positions: readonly Position[],
  first: string,
  key: (position: Position) => string,
  home: string,
): TableBlock => {
  const groups = new Map<string, Position[]>()
  for (const position of positions) {
    const name = key(position)
    const own = groups.get(name)
    if (own) own.push(position)
    else groups.set(name, [position])
  }
  const row = ([name, own]: readonly [string, readonly Position[]]) => {
    const { n, mean, sd, t } = meanTest(own.map(({ netBps }) => netBps))
    const sum = (of: (position: Position) => number) => own.reduce((total, position) => total + of(position), 0)
    const won = own.filter(({ net }) => net > 0).length
    return [
      name,
      n,
      sum(({ trades }) => trades),
      formatKnown((won / n) * 100),
      formatWhole(sum(({ notional }) => notional)),
      formatMoney(sum(({ gross }) => gross)),
      formatMoney(sum(({ net }) => net)),
      formatKnown(sum(({ grossBps }) => grossBps) / own.length),
      formatKnown(mean),
      formatKnown(sd),
      formatKnown(t),
    ]
  }
  return {
    kind: 'table',
    name: `by ${first}`,
    columns: [
      { name: first },
      { name: 'positions', about: 'From flat to flat, open ones too: the n of the row.' },
      { name: 'trades', about: 'Entries and adds in them.' },
      { name: 'won %', about: 'Share of positions with a result above 0 after costs.' },
      { name: `notional ${home}`, about: 'Sum of all entries at the mid rate.' },
      { name: `before costs ${home}`, about: 'Result with every fill at its mid.' },
      { name: `after costs ${home}`, about: 'Result after all costs.' },
      { name: 'bps before costs, mean', about: 'Mean over the positions, in bps of their entry notional.' },
      {
        name: 'bps after costs, mean',
        about: 'Mean over the positions, in bps of their entry notional. Not annualised.',
      },
      { name: 'sd', about: 'Sample standard deviation of the bps after costs.' },
      { name: 't', about: 'mean / (sd / sqrt(n)) of the bps after costs.' },
    ],
    rows: [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(row),
    empty: 'No trades.',
  }
}
