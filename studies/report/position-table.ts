/** Positions by a key. */
import { known, money, whole } from './format.js'
import { meanTest } from './mean-test.js'
import type { Position } from './positions.js'
import { table } from './table.js'

/** How many, how often they won, what they earned. Open ones count with their mark. */
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
      known((won / n) * 100),
      whole(sum(({ notional }) => notional)),
      money(sum(({ net }) => net)),
      known(mean),
      known(sd),
      known(t),
    ]
  }
  return table(
    [first, 'positions', 'trades', 'won %', `notional ${home}`, `net ${home}`, 'net bps, mean', 'sd', 't'],
    [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(row),
    'No trades.',
  )
}
