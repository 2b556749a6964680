/** The files of a run folder as text. */
import type { PairFunnel } from '../../sinks/run/funnel.js'
import { csvHead, csvLine, toCsv } from '../../sinks/run/csv.js'
import type { FileContent } from '../../sinks/run/folder.js'
import { roundFields } from '../../lib/round.js'
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { htmlDocument } from '../../studies/report/document/html-document.js'
import type { Collected, RunFacts } from './collect-run.js'
import type { RunTrades } from './record-trades.js'
import type { RunSummary } from './run-summary.js'
import type { Profile } from '../config/profiles.js'
import { formatSummary } from './format-summary.js'
import { isoTime } from '../../lib/iso-time.js'
import { reportOf } from './run-document.js'

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
export type RunFiles = { readonly [name in (typeof RUN_FILES)[number]]: FileContent }

export const filesOf = (
  facts: RunFacts,
  collected: Collected,
  summary: RunSummary,
  all: RunTrades,
  tried: number,
): RunFiles => {
  const { orders, equity, funnel, texts } = collected
  const rows = equity.rows()
  const guards = { pairs: shownPairs(funnel?.pairs ?? {}), refused: orders.refused, trimmed: orders.trimmed }
  return {
    'run.json': `${JSON.stringify(runOf(facts, summary), null, 2)}\n`,
    'trades.csv': { pieces: () => tradeTexts(all.rows) },
    'shadow.csv': texts.shadow,
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
    'orders.ndjson': texts.orders,
    'guards.json': `${JSON.stringify(guards, null, 2)}\n`,
    'report.html': htmlDocument(reportOf(facts, collected, summary, all, tried)),
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

/** Some thousand lines a piece. */
const tradeTexts = function* (trades: Iterable<TradeRow>): Generator<string> {
  let lines = [csvHead(TRADE_COLUMNS)]
  for (const trade of trades) {
    lines.push(csvLine(TRADE_COLUMNS, tradeLine(trade)))
    if (lines.length < PIECE_LINES) continue
    yield lines.join('')
    lines = []
  }
  yield lines.join('')
}
const PIECE_LINES = 4096

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
