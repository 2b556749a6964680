/** The files of a run folder as text. */
import type { PairFunnel } from '../../sinks/run/funnel.js'
import { toCsv } from '../../sinks/run/csv.js'
import { roundFields } from '../../lib/round.js'
import { formatOrder } from '../../sinks/run/format-order.js'
import type { ShadowTrade } from '../../sinks/run/shadow-trades.js'
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { renderReport } from '../../studies/report/report.js'
import { formatAmount, formatCount } from '../../studies/report/format.js'
import { resultRows } from '../../studies/report/result-rows.js'
import type { Collected, RunFacts } from './collect-run.js'
import type { RunSummary } from './run-summary.js'
import { hasPlaces, hasSepNodes } from '../config/graph-parts.js'
import type { Profile } from '../config/profiles.js'
import { formatSummary } from './format-summary.js'
import { isoMinute, isoTime } from '../../lib/iso-time.js'

export const TRADE_COLUMNS = [
  'tradeId',
  'instrument',
  'units',
  'entryTime',
  'exitTime',
  'entryTsMs',
  'exitTsMs',
  'entryPrice',
  'exitPrice',
  'notional',
  'gross',
  'spreadCost',
  'slippageCost',
  'conversionCost',
  'depthCost',
  'commission',
  'financing',
  'net',
  'netBps',
  'maeBps',
  'mfeBps',
  'entryReason',
  'exitReason',
  'place',
] as const

export const EQUITY_COLUMNS = [
  'tsMs',
  'time',
  'nav',
  'balance',
  'drawdownPct',
  'drawdownMaxPct',
  'marginUsed',
  'openPositions',
  'exposure',
] as const

export const SHADOW_COLUMNS = [
  'instrument',
  'entryTime',
  'exitTime',
  'entryTsMs',
  'exitTsMs',
  'side',
  'netBps',
  'grossBps',
  'spreadBps',
  'slippageBps',
  'commissionBps',
  'depthBps',
  'reason',
] as const

/** Of a run folder. */
export const RUN_FILES = [
  'run.json',
  'trades.csv',
  'shadow.csv',
  'equity.csv',
  'orders.ndjson',
  'guards.json',
  'report.html',
] as const
export type RunFiles = { readonly [name in (typeof RUN_FILES)[number]]: string }

/** `all`: closed trades, then the open ones. */
export const filesOf = (
  facts: RunFacts,
  { orders, trades, equity, prices, funnel, shadow }: Collected,
  summary: RunSummary,
  all: readonly TradeRow[],
): RunFiles => {
  const rows = equity.rows()
  const shown = formatOrder(facts.compiled.world)
  const guards = { pairs: shownPairs(funnel?.pairs ?? {}), refused: orders.refused, trimmed: orders.trimmed }
  return {
    'run.json': `${JSON.stringify(runOf(facts, summary), null, 2)}\n`,
    'trades.csv': toCsv(TRADE_COLUMNS, all.map(tradeLine)),
    'shadow.csv': toCsv(SHADOW_COLUMNS, shadow.rows.map(shadowLine)),
    'equity.csv': toCsv(
      EQUITY_COLUMNS,
      rows.map((row) => ({
        ...roundFields(row, {
          nav: 4,
          balance: 4,
          drawdownPct: 6,
          drawdownMaxPct: 6,
          marginUsed: 4,
          exposure: 4,
        }),
        time: isoTime(row.tsMs),
      })),
    ),
    'orders.ndjson': orders.lines.map((line) => `${JSON.stringify(shown(line))}\n`).join(''),
    'guards.json': `${JSON.stringify(guards, null, 2)}\n`,
    'report.html': renderReport({
      title: `SEP run ${summary.outputHash.slice(0, 12)}`,
      home: facts.home,
      capital: facts.program.settings.broker.capital,
      statements: summary.statements,
      result: resultRows(summary, facts.home),
      facts: factsOf(facts, summary),
      equity: rows,
      trades: all,
      causes: trades.causes,
      prices: prices.lines,
      places: hasPlaces(facts.compiled.graph),
      funnel: funnel?.pairs ?? null,
      shadowMinusReal: summary.shadowMinusReal,
      refused: orders.refused,
      trimmed: orders.trimmed,
    }),
  }
}

const shownProfile = ({ name, about }: Profile) => ({ name, about })

/** Money as the account keeps it, with four decimals: what comes after them is the rounding of floats. */
const tradeLine = (trade: TradeRow) => ({
  ...roundFields(trade, {
    exitPrice: 8,
    notional: 4,
    gross: 4,
    spreadCost: 4,
    slippageCost: 4,
    conversionCost: 4,
    depthCost: 4,
    commission: 4,
    financing: 4,
    net: 4,
    netBps: 4,
    maeBps: 4,
    mfeBps: 4,
  }),
  entryTime: isoTime(trade.entryTsMs),
  exitTime: isoTime(trade.exitTsMs),
})

/** Unrounded: the figures of a trial are computed from them. */
const shadowLine = ({ entryMs, exitMs, ...trade }: ShadowTrade) => ({
  ...trade,
  entryTsMs: entryMs,
  exitTsMs: exitMs,
  entryTime: isoTime(entryMs),
  exitTime: isoTime(exitMs),
})

const shownPairs = (pairs: { readonly [instrument: string]: PairFunnel }): { readonly [name: string]: PairFunnel } =>
  Object.fromEntries(Object.entries(pairs).map(([name, pair]) => [name, roundFields(pair, { shadowBps: 4 })]))

const runOf = (facts: RunFacts, summary: RunSummary) => ({
  outputHash: summary.outputHash,
  ...(summary.allHash ? { allHash: summary.allHash } : {}),
  graphHash: summary.graphHash,
  ...(facts.program.file ? { graphFile: facts.program.file } : {}),
  dataHash: summary.dataHash,
  ...(facts.program.profile ? { profile: shownProfile(facts.program.profile) } : {}),
  config: facts.program.settings,
  versions: facts.versions,
  binding: Object.fromEntries(facts.compiled.bindings.map((binding) => [binding.slot, binding.operator.kind])),
  environment: 'replay',
  home: facts.home,
  capital: facts.program.settings.broker.capital,
  instruments: facts.compiled.world.instruments,
  noVolume: facts.market.noVolume,
  bidOnly: facts.market.bidOnly,
  untraded: facts.market.untraded,
  assumed: facts.market.assumed,
  crossed: facts.market.crossed,
  summary: formatSummary(summary),
})

const factsOf = ({ home, program, compiled }: RunFacts, summary: RunSummary): (readonly [string, string])[] => {
  const { capital } = program.settings.broker
  const { figures, exposure } = summary
  const text = (value: number | null, decimals: number, unit: string) =>
    value === null ? 'none' : `${value.toFixed(decimals)}${unit}`
  return [
    ['Span (UTC)', `${isoMinute(summary.fromMs)} to ${isoMinute(summary.toMs)}`],
    ...(summary.warmup
      ? ([
          [
            'Warm-up before it',
            `from ${isoMinute(summary.warmup.fromMs)}, ${formatCount(summary.warmup.candles)} candles`,
          ],
        ] as const)
      : []),
    ['Instruments', summary.instruments.join(', ')],
    ['Candles', formatCount(summary.candles)],
    ['Capital', `${formatAmount(capital)} ${home}`],
    ['Trades', `${formatCount(summary.trades)} closed, ${summary.openTrades} open`],
    [
      'Closed positions (flat to flat)',
      `${formatCount(figures.positions)}, ${text(figures.positionsPerDay, 2, ' per day')}`,
    ],
    ['Win rate', text(figures.winRate === null ? null : figures.winRate * 100, 1, ' %')],
    [
      'Mean result per position',
      `${text(figures.grossBpsPerPosition, 2, '')} before costs, ` +
        text(figures.netBpsPerPosition, 2, ' bps of entry notional after costs'),
    ],
    ['Mean holding time', text(figures.holdMinutes, 1, ' minutes')],
    ['Turnover', `${formatCount(figures.turnover)} ${home}, ${(figures.turnover / capital).toFixed(1)} x capital`],
    ['Cost of all fills', `${formatAmount(figures.costs)} ${home}, ${text(figures.costBps, 2, ' bps of turnover')}`],
    ['Time in the market', text(Number.isNaN(exposure.inMarket) ? null : exposure.inMarket * 100, 1, ' % of minutes')],
    [
      'Exposure while in the market',
      `mean ${exposure.meanNav.toFixed(2)} x NAV, maximum ${exposure.maxNav.toFixed(2)} x NAV`,
    ],
    ...(hasSepNodes(compiled.graph, 'shadow') ? ([['Shadow trades', formatCount(summary.shadowTrades)]] as const) : []),
    ['Graph', `${summary.graph} ${summary.graphHash.slice(0, 12)}`],
    ['Output', summary.outputHash],
    ['Data', summary.dataHash],
  ]
}
