/** Turnover and cost by cause. */
import type { CauseCost } from '../../../sinks/run/cost-ledger.js'
import type { TableBlock } from '../document/report-document.js'
import { formatKnown, formatMoney, formatWhole } from '../format.js'

/** Each cause with its share of the turnover, and its cost in bps of its own and of the total turnover. */
export const costTable = (causes: ReadonlyMap<string, CauseCost>, home: string): TableBlock => {
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
    const paid = [spread, slippage, conversion, depth, commission].map(formatMoney)
    return [name, fills, formatWhole(turnover), share, ...paid, ...bps]
  }
  return {
    kind: 'table',
    name: 'costs by cause',
    columns: [
      { name: 'cause', about: 'Why the order was sent; an exit with its reason.' },
      { name: 'fills', about: 'Number of executions.' },
      { name: `turnover ${home}`, about: 'Units x price of every fill, in home currency.' },
      { name: 'share %', about: 'Share of the turnover of all causes.' },
      { name: `spread ${home}`, about: 'Half the spread at the time of each fill.' },
      { name: `slippage ${home}`, about: 'Distance of the fill from the quoted side, without depth.' },
      { name: `conversion ${home}`, about: 'Fee for the conversion of results to the home currency.' },
      { name: `depth ${home}`, about: 'What the size of the orders cost beyond the best price.' },
      { name: `commission ${home}`, about: 'Commission of the fills.' },
      {
        name: 'cost, bps of its turnover',
        about: 'All costs of the cause in bps of its own turnover; one fill, not a round trip.',
      },
      { name: 'bps of total turnover', about: 'All costs of the cause in bps of the turnover of all causes.' },
    ],
    rows: rows.length === 0 ? [] : [...rows, ['all', all] as const].map(row),
    empty: 'No fills.',
  }
}
