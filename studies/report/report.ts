/** The run's report: one offline HTML file that says first what a trader must know, then shows it. */
import type { CauseCost } from '../../sinks/run/cost-ledger.js'
import type { EquityRow } from '../../sinks/run/equity.js'
import type { PairFunnel } from '../../sinks/run/funnel.js'
import type { PriceLine } from '../../sinks/run/prices.js'
import { roundTo } from '../../lib/round.js'
import type { ShadowGapRow } from '../../sinks/run/shadow-gap.js'
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { costTable } from './cost-table.js'
import { known, money, whole } from './format.js'
import { positionTable } from './position-table.js'
import { type Position, positionsOf } from './positions.js'
import { isApart } from './shadow-statements.js'
import { chart, escapeHtml } from './svg.js'
import { table } from './table.js'
import { isoMinute } from '../../lib/iso-time.js'

export interface ReportInput {
  readonly title: string
  readonly home: string
  readonly capital: number
  /** Sentences for the first lines: no edge shown, no volume, no financing, drawdown limit reached. */
  readonly statements: readonly string[]
  readonly facts: readonly (readonly [string, string])[]
  readonly equity: readonly EquityRow[]
  readonly trades: readonly TradeRow[]
  readonly causes: ReadonlyMap<string, CauseCost>
  readonly prices: { readonly [instrument: string]: PriceLine }
  readonly funnel: { readonly [instrument: string]: PairFunnel } | null
  readonly shadowMinusReal: { readonly [instrument: string]: ShadowGapRow } | null
  readonly refused: { readonly [guard: string]: number }
  readonly trimmed: { readonly [guard: string]: number }
}

/** HTML of the report; the same input gives the same bytes. */
export const renderReport = (input: ReportInput): string => {
  const { home, equity, trades } = input
  const positions = positionsOf(trades)
  const sections: readonly (readonly [string, string])[] = [
    [
      `Equity (${home})`,
      chart(
        [line(equity, (row) => row.nav, 'nav'), line(equity, (row) => row.balance, 'balance')],
        [],
        'NAV and balance over time',
        money,
      ),
    ],
    [
      'Drawdown (%)',
      chart([line(equity, (row) => -row.drawdownMaxPct, 'drawdown')], [], 'Deepest drawdown of each hour', (y) =>
        y.toFixed(2),
      ),
    ],
    [
      `Exposure (${home})`,
      chart([line(equity, (row) => row.exposure, 'exposure')], [], 'Notional of all positions over time', whole),
    ],
    ['Turnover and its cost by cause', costTable(input.causes, home)],
    [
      'Gated and filled places apart',
      positionTable(positions, 'place', ({ gated }) => (gated ? 'gated' : 'filled, or in part'), home),
    ],
    ['By instrument', positionTable(positions, 'instrument', ({ instrument }) => instrument, home)],
    ['By exit', positionTable(positions, 'exit', ({ exitReason }) => exitReason, home)],
    ['Worst positions', worstTable(positions, home)],
    ...(input.shadowMinusReal ? ([['Shadow minus real', shadowTable(input.shadowMinusReal)]] as const) : []),
    ...(input.funnel ? ([['Guard funnel', funnelTable(input.funnel)]] as const) : []),
    ['Increases refused and trimmed', countTable(input.refused, input.trimmed)],
    [
      'Trades on the price',
      Object.entries(input.prices)
        .map(([name, prices]) => `<h3>${escapeHtml(name)}</h3>${priceChart(name, prices, trades)}`)
        .join('\n'),
    ],
    ['Trades', tradeTable(trades)],
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(input.title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(input.title)}</h1>
${input.statements.map((text) => `<p class="statement">${escapeHtml(text)}</p>`).join('\n')}
${table([], input.facts)}
${sections.map(([title, content]) => `<h2>${escapeHtml(title)}</h2>\n${content}`).join('\n')}
</body></html>
`
}

const line = (rows: readonly EquityRow[], value: (row: EquityRow) => number, name: string) => ({
  x: rows.map((row) => row.tsMs),
  y: rows.map(value),
  class: name,
})

const priceChart = (instrument: string, prices: PriceLine, trades: readonly TradeRow[]): string => {
  const mine = trades.filter((trade) => trade.instrument === instrument)
  const markers = mine.flatMap((trade) => [
    {
      x: trade.entryTsMs,
      y: trade.entryPrice,
      class: trade.units > 0 ? 'buy' : 'sell',
      title: `${trade.units > 0 ? 'long' : 'short'} ${Math.abs(trade.units)} at ${trade.entryPrice}, ${isoMinute(trade.entryTsMs)}, ${trade.entryReason}`,
    },
    {
      x: trade.exitTsMs,
      y: trade.exitPrice,
      class: trade.net >= 0 ? 'gain' : 'loss',
      title: `out at ${roundTo(trade.exitPrice, 6)}, ${isoMinute(trade.exitTsMs)}, ${trade.exitReason}, net ${money(trade.net)}`,
    },
  ])
  return chart(
    [{ x: prices.tsMs, y: prices.mid, class: 'price' }],
    markers,
    `${instrument} with ${mine.length} trades`,
    (y) => String(Number(y.toPrecision(6))),
  )
}

const WORST = 10

const worstTable = (positions: readonly Position[], home: string): string =>
  table(
    ['instrument', 'side', 'entry', 'exit', 'trades', `notional ${home}`, `net ${home}`, 'bps', 'why in', 'why out'],
    positions
      .filter(({ net }) => net < 0)
      .sort((a, b) => a.net - b.net)
      .slice(0, WORST)
      .map((position) => [
        position.instrument,
        position.long ? 'long' : 'short',
        isoMinute(position.entryTsMs),
        isoMinute(position.exitTsMs),
        position.trades,
        whole(position.notional),
        money(position.net),
        known(position.netBps),
        position.entryReason,
        position.exitReason,
      ]),
    'No position lost.',
  )

const shadowTable = (gaps: { readonly [instrument: string]: ShadowGapRow }): string => {
  const rows = Object.entries(gaps)
  return table(
    ['instrument', 'shadow trades', 'real trades', 'difference bps', 'standard error', ''],
    rows.map(([name, gap]) => [
      name,
      gap.shadowTrades,
      gap.realTrades,
      known(gap.shadowMinusRealBps),
      known(gap.shadowMinusRealSd),
      isApart(gap) ? 'beyond 2 sd' : '',
    ]),
    'None.',
    (n) => isApart((rows[n] as (typeof rows)[number])[1]),
  )
}

const funnelTable = (funnel: { readonly [instrument: string]: PairFunnel }): string => {
  const guards = Object.keys(Object.values(funnel)[0]?.left ?? {})
  return table(
    [
      'instrument',
      'candles',
      'with metrics',
      ...guards.map((guard) => `after ${guard}`),
      'with direction',
      'in a place',
      'wished',
      'ordered',
      'refused',
      'entered',
      'shadow trades',
      'bps a shadow trade',
    ],
    Object.entries(funnel).map(([name, pair]) => [
      name,
      pair.candles,
      pair.warm,
      ...guards.map((guard) => pair.left[guard] ?? 0),
      pair.admitted,
      pair.inPlace,
      pair.wished,
      pair.ordered,
      pair.refused,
      pair.entered,
      pair.shadowTrades,
      known(pair.shadowBps / pair.shadowTrades),
    ]),
  )
}

const countTable = (
  refused: { readonly [guard: string]: number },
  trimmed: { readonly [guard: string]: number },
): string =>
  table(
    ['guard', 'refused', 'trimmed'],
    [...new Set([...Object.keys(refused), ...Object.keys(trimmed)])]
      .sort()
      .map((guard) => [guard, refused[guard] ?? 0, trimmed[guard] ?? 0]),
  )

/** At most this many trades are listed; trades.csv has all. */
const LISTED = 500

const tradeTable = (trades: readonly TradeRow[]): string => {
  const listed = table(
    ['instrument', 'units', 'entry', 'price', 'exit', 'price', 'net', 'bps', 'why in', 'why out', 'place'],
    trades
      .slice(0, LISTED)
      .map((trade) => [
        trade.instrument,
        trade.units,
        isoMinute(trade.entryTsMs),
        trade.entryPrice,
        isoMinute(trade.exitTsMs),
        roundTo(trade.exitPrice, 6),
        money(trade.net),
        known(trade.netBps),
        trade.entryReason,
        trade.exitReason,
        trade.place,
      ]),
    'No trades.',
  )
  return trades.length > LISTED ? `${listed}<p>${trades.length - LISTED} more in trades.csv.</p>` : listed
}

const STYLE = `:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--dim:#6b7280;--line:#d7dbe0}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#14171a;--dim:#9aa3ad;--line:#2c3238}}
body{font:14px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1180px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{margin-top:2rem;font-size:1.15rem}table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{padding:.15rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th:first-child,td:first-child{text-align:left}
body>table:first-of-type td{white-space:normal;overflow-wrap:anywhere}
.statement{border-left:3px solid #c2410c;padding-left:.7rem}.none{color:var(--dim)}.marked{color:#c2410c;font-weight:600}svg{width:100%;height:auto}
path{fill:none;stroke-width:1.4}.nav{stroke:#2563eb}.balance{stroke:#9ca3af}.drawdown{stroke:#dc2626}.exposure{stroke:#0f766e}.price{stroke:#6b7280;stroke-width:1}
.grid{stroke:var(--line)}.tick{fill:var(--dim);font-size:11px}.buy{fill:#2563eb}.sell{fill:#b45309}.gain{fill:#16a34a}.loss{fill:#dc2626}`
