/** The run's report: one offline HTML file that opens with what a trader must know and then shows the evidence. */
import type { CauseCost } from '../../sinks/run/cost-ledger.js'
import type { EquityRow } from '../../sinks/run/equity.js'
import type { PairFunnel } from '../../sinks/run/funnel.js'
import type { PriceLine } from '../../sinks/run/prices.js'
import { roundTo } from '../../lib/round.js'
import type { ShadowGapRow } from '../../sinks/run/shadow-gap.js'
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { costTable } from './cost-table.js'
import { countTable, funnelTable } from './funnel-tables.js'
import { formatKnown, formatMoney, formatWhole } from './format.js'
import { positionTable } from './position-table.js'
import { type Position, positionsOf } from './positions.js'
import { isApart } from './shadow-statements.js'
import { chart, escapeHtml } from './svg.js'
import { REPORT_STYLE } from './style.js'
import { table } from './table.js'
import type { ResultRows } from './result-rows.js'
import { tradeTable, worstTable } from './trade-tables.js'
import { isoMinute } from '../../lib/iso-time.js'

export interface ReportInput {
  readonly title: string
  readonly home: string
  readonly capital: number
  /** Opening sentences: no edge shown, no volume, no financing, drawdown limit reached. */
  readonly statements: readonly string[]
  /** Before and after costs, next to what practice would have made of it. */
  readonly result: ResultRows
  readonly facts: readonly (readonly [string, string])[]
  readonly equity: readonly EquityRow[]
  readonly trades: readonly TradeRow[]
  readonly causes: ReadonlyMap<string, CauseCost>
  readonly prices: { readonly [instrument: string]: PriceLine }
  /** Whether the graph tells gated and filled places apart. */
  readonly places: boolean
  readonly funnel: { readonly [instrument: string]: PairFunnel } | null
  readonly shadowMinusReal: { readonly [instrument: string]: ShadowGapRow } | null
  readonly refused: { readonly [guard: string]: number }
  readonly trimmed: { readonly [guard: string]: number }
}

/** HTML of the report; the same input gives the same bytes. */
export const renderReport = (input: ReportInput): string => {
  const { home, equity, trades } = input
  const positions = positionsOf(trades)
  const title = escapeHtml(input.title)
  const sections: readonly (readonly [string, string])[] = [
    [
      `Equity (${home})`,
      chart(
        [line(equity, (row) => row.nav, 'nav'), line(equity, (row) => row.balance, 'balance')],
        [],
        'NAV and balance over time',
        formatMoney,
      ),
    ],
    [
      'Drawdown (%)',
      chart([line(equity, (row) => -row.drawdownMaxPct, 'drawdown')], [], 'Maximum drawdown of each hour', (y) =>
        y.toFixed(2),
      ),
    ],
    [
      `Exposure (${home})`,
      chart([line(equity, (row) => row.exposure, 'exposure')], [], 'Notional of all positions over time', formatWhole),
    ],
    ['Turnover and cost by cause', costTable(input.causes, home)],
    ...(input.places ? ([placeSection(positions, home)] as const) : []),
    ['By instrument', positionTable(positions, 'instrument', ({ instrument }) => instrument, home)],
    ['By exit', positionTable(positions, 'exit', ({ exitReason }) => exitReason, home)],
    ['Worst positions', worstTable(positions, home)],
    ...(input.shadowMinusReal ? ([['Shadow minus real', shadowTable(input.shadowMinusReal)]] as const) : []),
    ...(input.funnel ? ([['Guard funnel', funnelTable(input.funnel)]] as const) : []),
    ['Refused and trimmed increases', countTable(input.refused, input.trimmed)],
    [
      'Price and trades',
      Object.entries(input.prices)
        .map(([name, prices]) => `<h3>${escapeHtml(name)}</h3>${priceChart(name, prices, trades)}`)
        .join('\n'),
    ],
    ['Trades', tradeTable(trades, input.places)],
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
<title>${title}</title><style>${REPORT_STYLE}</style></head><body>
<h1>${title}</h1>
${input.statements.slice(0, 1).map(statement).join('')}
${resultTable(input.result)}
${input.statements.slice(1).map(statement).join('\n')}
${table([], input.facts, 'None.', () => false, 'facts')}
${sections.map(([heading, content]) => `<h2>${escapeHtml(heading)}</h2>\n${content}`).join('\n')}
</body></html>
`
}

const statement = (text: string): string => `<p class="statement">${escapeHtml(text)}</p>`

/** The rows of both results are bold; causes of cost are indented. */
const resultTable = ({ columns, rows }: ResultRows): string =>
  table(['Result', ...columns], rows, 'None.', (n) => /^(before|after) costs/.test(rows[n]?.[0] ?? ''), 'result')

const placeSection = (positions: readonly Position[], home: string): readonly [string, string] => [
  'Gated and filled places',
  positionTable(positions, 'place', ({ place }) => place, home),
]

const line = (rows: readonly EquityRow[], value: (row: EquityRow) => number, name: string) => ({
  x: rows.map((row) => row.tsMs),
  y: rows.map(value),
  class: name,
})

const priceChart = (instrument: string, prices: PriceLine, trades: readonly TradeRow[]): string => {
  const own = trades.filter((trade) => trade.instrument === instrument)
  const markers = own.flatMap((trade) => [
    {
      x: trade.entryTsMs,
      y: trade.entryPrice,
      class: trade.units > 0 ? 'buy' : 'sell',
      title: [
        `${trade.units > 0 ? 'long' : 'short'} ${Math.abs(trade.units)} at ${trade.entryPrice}`,
        isoMinute(trade.entryTsMs),
        trade.entryReason,
      ].join(', '),
    },
    {
      x: trade.exitTsMs,
      y: trade.exitPrice,
      class: trade.net >= 0 ? 'gain' : 'loss',
      title: [
        `exit at ${roundTo(trade.exitPrice, 6)}`,
        isoMinute(trade.exitTsMs),
        trade.exitReason,
        `net ${formatMoney(trade.net)}`,
      ].join(', '),
    },
  ])
  return chart(
    [{ x: prices.tsMs, y: prices.mid, class: 'price' }],
    markers,
    `${instrument} with ${own.length} trades`,
    (y) => String(Number(y.toPrecision(6))),
  )
}

const shadowTable = (gaps: { readonly [instrument: string]: ShadowGapRow }): string => {
  const rows = Object.entries(gaps)
  return table(
    ['instrument', 'shadow trades', 'real trades', 'difference bps', 'standard error', ''],
    rows.map(([name, gap]) => [
      name,
      gap.shadowTrades,
      gap.realTrades,
      formatKnown(gap.shadowMinusRealBps),
      formatKnown(gap.shadowMinusRealSd),
      isApart(gap) ? 'beyond 2 standard errors' : '',
    ]),
    'None.',
    (n) => isApart((rows[n] as (typeof rows)[number])[1]),
  )
}
