/** Turnover and cost by cause. */
import type { CauseCost } from '../../sinks/run/cost-ledger.js'
import { formatKnown, formatMoney, formatWhole } from './format.js'
import { table } from './table.js'

/** Each cause with its share of the turnover, and its cost in bps of its own and of the total turnover. */
export const costTable = (causes: ReadonlyMap<string, CauseCost>, home: string): string => {
  const rows = [...causes].sort(([a], [b]) => (a < b ? -1 : 1))
  const sum = (of: (cause: CauseCost) => number) => rows.reduce((total, [, cause]) => total + of(cause), 0)
  const all: CauseCost = {
    fills: sum(({ fills }) => fills),
    turnover: sum(({ turnover }) => turnover),
    spread: sum(({ spread }) => spread),
    slippage: sum(({ slippage }) => slippage),
    conversion: sum(({ conversion }) => conversion),
    depth: sum(({ depth }) => depth),
    commission: sum(({ commission }) => commission),
  }
  const row = ([name, cause]: readonly [string, CauseCost]) => {
    const { fills, turnover, spread, slippage, conversion, depth, commission } = cause
    const cost = spread + slippage + conversion + depth + commission
    const share = formatKnown((turnover / all.turnover) * 100)
    const bps = [formatKnown((cost / turnover) * 1e4), formatKnown((cost / all.turnover) * 1e4)]
    return [
      name,
      fills,
      formatWhole(turnover),
      share,
      formatMoney(spread),
      formatMoney(slippage),
      formatMoney(conversion),
      formatMoney(depth),
      formatMoney(commission),
      ...bps,
    ]
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
      `depth ${home}`,
      `commission ${home}`,
      'cost, bps of its turnover',
      'bps of total turnover',
    ],
    rows.length === 0 ? [] : [...rows, ['all', all] as const].map(row),
    'No fills.',
  )
}
