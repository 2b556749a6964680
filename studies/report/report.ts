/** The run's report: one offline HTML file that says first what a trader must know, then shows it. */
import type { EquityRow } from '../../sinks/run/equity.js'
import type { PairFunnel } from '../../sinks/run/funnel.js'
import type { PriceLine } from '../../sinks/run/prices.js'
import type { TradeRow } from '../../sinks/run/trades.js'
import { chart, escapeHtml, isoMinute } from './svg.js'

export interface ReportInput {
  readonly title: string
  readonly home: string
  readonly capital: number
  /** Sentences for the first lines: no edge shown, no volume, no financing, drawdown limit reached. */
  readonly statements: readonly string[]
  readonly facts: readonly (readonly [string, string])[]
  readonly equity: readonly EquityRow[]
  readonly trades: readonly TradeRow[]
  readonly prices: { readonly [instrument: string]: PriceLine }
  readonly funnel: { readonly [instrument: string]: PairFunnel } | null
  readonly refused: { readonly [guard: string]: number }
  readonly trimmed: { readonly [guard: string]: number }
}

const money = (value: number): string => value.toFixed(2)

/** HTML of the report; the same input gives the same bytes. */
export const renderReport = (input: ReportInput): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(input.title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(input.title)}</h1>
${input.statements.map((text) => `<p class="statement">${escapeHtml(text)}</p>`).join('\n')}
<table>${input.facts.map(([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>
<h2>Equity (${escapeHtml(input.home)})</h2>
${chart([line(input.equity, (row) => row.nav, 'nav'), line(input.equity, (row) => row.balance, 'balance')], [], 'NAV and balance over time', money)}
<h2>Drawdown (%)</h2>
${chart([line(input.equity, (row) => -row.drawdownPct, 'drawdown')], [], 'Drawdown over time', (y) => y.toFixed(2))}
<h2>Turnover and its cost by cause</h2>
${costTable(input.trades, input.home)}
<h2>Gated and filled places apart</h2>
${placeTable(input.trades, input.home)}
${input.funnel ? `<h2>Guard funnel</h2>${funnelTable(input.funnel)}` : ''}
<h2>Increases refused and trimmed</h2>
${countTable(input.refused, input.trimmed)}
<h2>Trades on the price</h2>
${Object.entries(input.prices)
  .map(([instrument, prices]) => `<h3>${escapeHtml(instrument)}</h3>${priceChart(instrument, prices, input.trades)}`)
  .join('\n')}
<h2>Trades</h2>
${tradeTable(input.trades)}
</body></html>
`

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
      title: `out at ${trade.exitPrice}, ${isoMinute(trade.exitTsMs)}, ${trade.exitReason}, net ${money(trade.net)}`,
    },
  ])
  return chart(
    [{ x: prices.tsMs, y: prices.mid, class: 'price' }],
    markers,
    `${instrument} with ${mine.length} trades`,
    (y) => String(Number(y.toPrecision(6))),
  )
}

interface Cause {
  trades: number
  turnover: number
  spread: number
  slippage: number
  conversion: number
  net: number
}
const group = (trades: readonly TradeRow[], key: (trade: TradeRow) => string): [string, Cause][] => {
  const groups = new Map<string, Cause>()
  for (const trade of trades) {
    const name = key(trade)
    const cause = groups.get(name) ?? { trades: 0, turnover: 0, spread: 0, slippage: 0, conversion: 0, net: 0 }
    cause.trades++
    cause.turnover += Math.abs(trade.units)
    cause.spread += trade.spreadCost
    cause.slippage += trade.slippageCost
    cause.conversion += trade.conversionCost
    cause.net += trade.net
    groups.set(name, cause)
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}

const causeTable = (rows: [string, Cause][], first: string, home: string): string =>
  rows.length === 0
    ? '<p class="none">No trades.</p>'
    : `<table><tr><th>${first}</th><th>trades</th><th>units</th><th>spread ${home}</th><th>slippage ${home}</th><th>conversion ${home}</th><th>net ${home}</th></tr>${rows
        .map(
          ([name, cause]) =>
            `<tr><td>${escapeHtml(name)}</td><td>${cause.trades}</td><td>${cause.turnover}</td><td>${money(cause.spread)}</td><td>${money(cause.slippage)}</td><td>${money(cause.conversion)}</td><td>${money(cause.net)}</td></tr>`,
        )
        .join('')}</table>`

const costTable = (trades: readonly TradeRow[], home: string): string =>
  causeTable(
    [
      ...group(trades, (trade) => `entry: ${trade.entryReason}`),
      ...group(trades, (trade) => `exit: ${trade.exitReason}`),
    ],
    'cause',
    home,
  )

const placeTable = (trades: readonly TradeRow[], home: string): string =>
  causeTable(
    group(trades, (trade) => trade.place),
    'place',
    home,
  )

const funnelTable = (funnel: { readonly [instrument: string]: PairFunnel }): string => {
  const guards = Object.keys(Object.values(funnel)[0]?.left ?? {})
  return `<table><tr><th>instrument</th><th>candles</th><th>with metrics</th>${guards.map((guard) => `<th>after ${guard}</th>`).join('')}<th>admitted</th><th>shadow trades</th><th>bps a trade</th></tr>${Object.entries(
    funnel,
  )
    .map(
      ([name, pair]) =>
        `<tr><td>${name}</td><td>${pair.candles}</td><td>${pair.warm}</td>${guards.map((guard) => `<td>${pair.left[guard] ?? 0}</td>`).join('')}<td>${pair.admitted}</td><td>${pair.shadowTrades}</td><td>${pair.shadowTrades ? (pair.shadowBps / pair.shadowTrades).toFixed(2) : ''}</td></tr>`,
    )
    .join('')}</table>`
}

const countTable = (
  refused: { readonly [guard: string]: number },
  trimmed: { readonly [guard: string]: number },
): string => {
  const guards = [...new Set([...Object.keys(refused), ...Object.keys(trimmed)])].sort()
  if (guards.length === 0) return '<p class="none">None.</p>'
  return `<table><tr><th>guard</th><th>refused</th><th>trimmed</th></tr>${guards.map((guard) => `<tr><td>${guard}</td><td>${refused[guard] ?? 0}</td><td>${trimmed[guard] ?? 0}</td></tr>`).join('')}</table>`
}

/** At most this many trades are listed; trades.csv has all. */
const LISTED = 500

const tradeTable = (trades: readonly TradeRow[]): string =>
  trades.length === 0
    ? '<p class="none">No trades.</p>'
    : `<table><tr><th>instrument</th><th>units</th><th>entry</th><th>price</th><th>exit</th><th>price</th><th>net</th><th>why in</th><th>why out</th><th>place</th></tr>${trades
        .slice(0, LISTED)
        .map(
          (trade) =>
            `<tr><td>${trade.instrument}</td><td>${trade.units}</td><td>${isoMinute(trade.entryTsMs)}</td><td>${trade.entryPrice}</td><td>${isoMinute(trade.exitTsMs)}</td><td>${trade.exitPrice}</td><td>${money(trade.net)}</td><td>${trade.entryReason}</td><td>${trade.exitReason}</td><td>${trade.place}</td></tr>`,
        )
        .join('')}</table>${trades.length > LISTED ? `<p>${trades.length - LISTED} more in trades.csv.</p>` : ''}`

const STYLE = `:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--dim:#6b7280;--line:#d7dbe0}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#14171a;--dim:#9aa3ad;--line:#2c3238}}
body{font:14px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1000px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{margin-top:2rem;font-size:1.15rem}table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{padding:.15rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th:first-child,td:first-child{text-align:left}
.statement{border-left:3px solid #c2410c;padding-left:.7rem}.none{color:var(--dim)}svg{width:100%;height:auto}
path{fill:none;stroke-width:1.4}.nav{stroke:#2563eb}.balance{stroke:#9ca3af}.drawdown{stroke:#dc2626}.price{stroke:#6b7280;stroke-width:1}
.grid{stroke:var(--line)}.tick{fill:var(--dim);font-size:11px}.buy{fill:#2563eb}.sell{fill:#b45309}.gain{fill:#16a34a}.loss{fill:#dc2626}`
