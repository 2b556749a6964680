/** Turnover and its cost by cause. */
import type { CauseCost } from '../../sinks/run/cost-ledger.js'
import { known, money, whole } from './format.js'
import { table } from './table.js'

/** Each cause with its share of the turnover, and what it cost in bps of its own turnover and of all of it. */
export const costTable = (causes: ReadonlyMap<string, CauseCost>, home: string): string => {
  const rows = [...causes].sort(([a], [b]) => (a < b ? -1 : 1))
  const sum = (of: (cause: CauseCost) => number) => rows.reduce((total, [, cause]) => total + of(cause), 0)
  const all: CauseCost = {
    fills: sum(({ fills }) => fills),
    turnover: sum(({ turnover }) => turnover),
    spread: sum(({ spread }) => spread),
    slippage: sum(({ slippage }) => slippage),
    conversion: sum(({ conversion }) => conversion),
  }
  const row = ([name, { fills, turnover, spread, slippage, conversion }]: readonly [string, CauseCost]) => {
    const cost = spread + slippage + conversion
    const share = known((turnover / all.turnover) * 100)
    const bps = [known((cost / turnover) * 1e4), known((cost / all.turnover) * 1e4)]
    return [name, fills, whole(turnover), share, money(spread), money(slippage), money(conversion), ...bps]
  }
  return table(
    [
      'cause',
      'fills',
      `turnover ${home}`,
      'share %',
      `spread ${home}`,
      `slippage ${home}`,
      `conversion ${home}`,
      'cost, bps of its turnover',
      'bps of all turnover',
    ],
    rows.length === 0 ? [] : [...rows, ['all', all] as const].map(row),
    'No fills.',
  )
}
