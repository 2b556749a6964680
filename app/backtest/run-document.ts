/** The report of a run from what its sinks collected. */
import { canonicalJson, sha256 } from '../../graph/engine/hash/hash.js'
import { isoMinute } from '../../lib/iso-time.js'
import type { ReportDocument } from '../../studies/report/document/report-document.js'
import { formatAmount, formatCount } from '../../studies/report/format.js'
import { resultRows } from '../../studies/report/result-rows.js'
import { runReport } from '../../studies/report/run/run-report.js'
import { hasPlaces, hasSepNodes } from '../config/graph-parts.js'
import type { Collected, RunFacts } from './collect-run.js'
import type { RunTrades } from './record-trades.js'
import type { RunSummary } from './run-summary.js'
import { runVerdict } from './run-verdict.js'

export const reportOf = (
  facts: RunFacts,
  { orders, trades, equity, prices, funnel, shortfall, evidence }: Collected,
  summary: RunSummary,
  all: Pick<RunTrades, 'rows' | 'positions'>,
  tried: number,
): ReportDocument =>
  runReport({
    title: `SEP run ${summary.outputHash.slice(0, 12)}`,
    subtitle: [
      ...summary.instruments,
      `${isoMinute(summary.fromMs)} to ${isoMinute(summary.toMs)} UTC`,
      `${formatAmount(facts.program.settings.broker.capital)} ${facts.home}`,
    ].join(', '),
    home: facts.home,
    capital: facts.program.settings.broker.capital,
    verdict: evidence && runVerdict(evidence, summary, configHashOf(facts), tried),
    statements: summary.statements,
    result: summary,
    resultRows: resultRows(summary, facts.home),
    facts: factsOf(facts, summary),
    provenance: provenanceOf(facts, summary),
    command: facts.command ?? null,
    equity: equity.rows(),
    trades: all.rows,
    positions: all.positions,
    causes: trades.causes,
    prices: prices.lines,
    places: hasPlaces(facts.compiled.graph),
    funnel: funnel?.pairs ?? null,
    shortfall: shortfall?.cells() ?? [],
    shadowCosts: evidence?.costs() ?? [],
    shadowMinusReal: summary.shadowMinusReal,
    refused: orders.refused,
    trimmed: orders.trimmed,
  })

const configHashOf = ({ program }: RunFacts): string => sha256(canonicalJson(program.settings))

const provenanceOf = (facts: RunFacts, summary: RunSummary): (readonly [string, string])[] => [
  ['outputHash', summary.outputHash],
  ...(summary.allHash ? ([['allHash', summary.allHash]] as const) : []),
  ['graphHash', `${summary.graphHash} (${summary.graph})`],
  ['dataHash', summary.dataHash],
  ['configHash', configHashOf(facts)],
  ...(facts.program.profile ? ([['profile', facts.program.profile.name]] as const) : []),
  [
    'versions',
    Object.entries(facts.versions)
      .map(([part, version]) => `${part} ${version}`)
      .join(', '),
  ],
]

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
  ]
}
