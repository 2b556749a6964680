/** Positions grouped by a key. */
import { formatKnown, formatMoney, formatWhole } from './format.js'
import { meanTest } from './mean-test.js'
import type { Position } from './positions.js'
import { table } from './table.js'

/** Count, win rate and result of each group. Open positions count at their mark. */
export const positionTable = (
  positions: readonly Position[],
  first: string,
  key: (position: Position) => string,
  home: string,
): string => {
  const groups = new Map<string, Position[]>()
  for (const position of positions) {
    const name = key(position)
    groups.set(name, [...(groups.get(name) ?? []), position])
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
  return table(
    [
      ...[first, 'positions', 'trades', 'won %', `notional ${home}`, `before costs ${home}`, `after costs ${home}`],
      ...['bps before costs, mean', 'bps after costs, mean', 'sd', 't'],
    ],
    [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(row),
    'No trades.',
  )
}
