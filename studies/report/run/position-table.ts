/** Positions grouped by a key. */
import type { TableBlock } from '../document/report-document.js'
import { formatKnown, formatMoney, formatWhole } from '../format.js'
import { type PositionGroup, spreadOf } from './position-tally.js'

/** Count, win rate and result of each group. Open positions count at their mark. */
export const positionTable = (groups: ReadonlyMap<string, PositionGroup>, first: string, home: string): TableBlock => {
  const row = ([name, own]: readonly [string, PositionGroup]) => {
    const { sd, t } = spreadOf(own)
    return [
      name,
      own.n,
      own.trades,
      formatKnown((own.won / own.n) * 100),
      formatWhole(own.notional),
      formatMoney(own.gross),
      formatMoney(own.net),
      formatKnown(own.grossBps / own.n),
      formatKnown(own.known === 0 ? null : own.mean),
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
