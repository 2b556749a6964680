/** The files of a run: what was run, what came out, and the sentences a trader must read first. */
import type { Compiled } from '../graph/compile.js'
import type { FrameSink } from '../graph/rx.js'
import { digestSink } from '../sinks/digest.js'
import { toCsv } from '../sinks/run/csv.js'
import { collectEquity, type EquityRow } from '../sinks/run/equity.js'
import { collectFunnel, type PairFunnel } from '../sinks/run/funnel.js'
import { collectOrders } from '../sinks/run/orders.js'
import { collectPrices } from '../sinks/run/prices.js'
import { collectTrades, type TradeRow } from '../sinks/run/trades.js'
import { renderReport } from '../studies/report/report.js'
import { isoMinute } from '../studies/report/svg.js'
import type { Market } from './market.js'

export interface RunSummary {
  readonly graph: string
  readonly instruments: readonly string[]
  readonly candles: number
  readonly slices: number
  readonly fromMs: number
  readonly toMs: number
  readonly trades: number
  readonly openTrades: number
  readonly gatedTrades: number
  readonly filledTrades: number
  readonly shadowTrades: number
  readonly orders: number
  readonly net: number
  readonly nav: number
  readonly drawdownPct: number
  readonly outputHash: string
  readonly allHash: string | null
  readonly graphHash: string
  readonly dataHash: string
  readonly statements: readonly string[]
}

export interface RunRecord {
  readonly sinks: readonly FrameSink[]
  /** Call after the run. */
  finish(): { readonly summary: RunSummary; readonly files: { readonly [name: string]: string } }
}

export interface RunFacts {
  readonly compiled: Compiled
  readonly market: Market
  readonly home: string
  readonly capital: number
  readonly config: unknown
  readonly versions: { readonly [part: string]: string }
  readonly verify: boolean
  readonly drawdownLimitPct: number
}

export const recordRun = (facts: RunFacts): RunRecord => {
  const { compiled, market } = facts
  const { world, graph } = compiled
  const isSep = graph.nodes.some((node) => node.id === 'risk')
  const digest = digestSink(graph, facts.verify)
  const orders = collectOrders(world, isSep ? 'risk' : 'flip')
  const trades = collectTrades(world)
  const equity = collectEquity()
  const prices = collectPrices(world)
  const funnel = isSep ? collectFunnel(world) : null
  const counts = { slices: 0, candles: 0, fromMs: Number.NaN, toMs: Number.NaN }
  const counter: FrameSink = {
    write: (frame) => {
      const present = frame.columns['candle']?.['present'] as Uint8Array
      for (let i = 0; i < frame.slices * frame.count; i++) counts.candles += present[i] as number
      counts.slices += frame.slices
      if (Number.isNaN(counts.fromMs)) counts.fromMs = frame.time.tsMs[0] as number
      counts.toMs = frame.time.tsMs[frame.slices - 1] as number
    },
  }
  const sinks = [digest, orders, trades, equity, prices, counter, ...(funnel ? [funnel] : [])]
  return {
    sinks,
    finish: () => {
      const all = [...trades.rows, ...trades.open()]
      const rows = equity.rows()
      const filledTrades = all.filter((trade) => trade.place === 'filled').length
      const shadowTrades = Object.values(funnel?.pairs ?? {}).reduce((sum, pair) => sum + pair.shadowTrades, 0)
      const drawdownPct = rows.reduce((max, row) => Math.max(max, row.drawdownPct), 0)
      const summary: RunSummary = {
        graph: graph.name,
        instruments: world.instruments.map(({ name }) => name),
        ...counts,
        trades: trades.rows.length,
        openTrades: all.length - trades.rows.length,
        gatedTrades: all.length - filledTrades,
        filledTrades,
        shadowTrades,
        orders: orders.lines.length,
        net: all.reduce((sum, trade) => sum + trade.net, 0),
        nav: rows.at(-1)?.nav ?? facts.capital,
        drawdownPct,
        outputHash: digest.outputHash(),
        allHash: digest.allHash(),
        graphHash: compiled.graphHash,
        dataHash: market.dataHash,
        statements: statements(facts, isSep, all, filledTrades, drawdownPct),
      }
      return { summary, files: filesOf(facts, summary, rows, all, orders, prices.lines, funnel?.pairs ?? null) }
    },
  }
}

const statements = (
  facts: RunFacts,
  isSep: boolean,
  all: readonly TradeRow[],
  filled: number,
  drawdownPct: number,
): string[] => {
  const { market } = facts
  const said: string[] = []
  if (isSep && drawdownPct >= facts.drawdownLimitPct) {
    said.push(
      `Drawdown reached ${drawdownPct.toFixed(2)} %, the limit is ${facts.drawdownLimitPct} %: live, the kill switch would be on.`,
    )
  }
  if (isSep && filled === all.length) {
    said.push(
      all.length === 0
        ? 'No trade was made. No instrument was eligible.'
        : `All ${all.length} trades were made in filled places: no instrument was eligible. Nothing here is a statement about an edge.`,
    )
  } else if (isSep)
    said.push(
      `${filled} of ${all.length} trades were made in filled places; no statement about an edge rests on those.`,
    )
  if (market.noVolume.length > 0) {
    said.push(
      `No volume in the source of ${market.noVolume.join(', ')}: the volume test is left out of their bits, with bounds of their own.`,
    )
  }
  if (market.bidOnly.length > 0)
    said.push(`Only bids in the source of ${market.bidOnly.join(', ')}: asks are bid plus the spread model.`)
  if (market.untraded.length > 0) said.push(`Loaded only to convert to ${facts.home}: ${market.untraded.join(', ')}.`)
  if (market.skipped > 0) said.push(`${market.skipped} bad rows were left out (--lenient).`)
  said.push('Financing is 0: no rates are given.')
  return said
}

const TRADE_COLUMNS = [
  'tradeId',
  'instrument',
  'units',
  'entryTime',
  'exitTime',
  'entryTsMs',
  'exitTsMs',
  'entryPrice',
  'exitPrice',
  'gross',
  'spreadCost',
  'slippageCost',
  'conversionCost',
  'financing',
  'net',
  'maeBps',
  'mfeBps',
  'entryReason',
  'exitReason',
  'place',
] as const

const filesOf = (
  facts: RunFacts,
  summary: RunSummary,
  equity: readonly EquityRow[],
  trades: readonly TradeRow[],
  orders: ReturnType<typeof collectOrders>,
  prices: Parameters<typeof renderReport>[0]['prices'],
  funnel: { readonly [instrument: string]: PairFunnel } | null,
): { readonly [name: string]: string } => {
  const run = {
    outputHash: summary.outputHash,
    ...(summary.allHash ? { allHash: summary.allHash } : {}),
    graphHash: summary.graphHash,
    dataHash: summary.dataHash,
    config: facts.config,
    versions: facts.versions,
    binding: Object.fromEntries(facts.compiled.bindings.map((binding) => [binding.slot, binding.operator.kind])),
    environment: 'replay',
    home: facts.home,
    capital: facts.capital,
    instruments: facts.compiled.world.instruments,
    noVolume: facts.market.noVolume,
    bidOnly: facts.market.bidOnly,
    untraded: facts.market.untraded,
    summary,
  }
  return {
    'run.json': `${JSON.stringify(run, null, 2)}\n`,
    'trades.csv': toCsv(
      TRADE_COLUMNS,
      trades.map((trade) => ({
        ...trade,
        entryTime: new Date(trade.entryTsMs).toISOString(),
        exitTime: new Date(trade.exitTsMs).toISOString(),
      })),
    ),
    'equity.csv': toCsv(['tsMs', 'nav', 'balance', 'drawdownPct', 'marginUsed', 'openPositions'], equity),
    'orders.ndjson': orders.lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    'guards.json': `${JSON.stringify({ pairs: funnel ?? {}, refused: orders.refused, trimmed: orders.trimmed }, null, 2)}\n`,
    'report.html': renderReport({
      title: `SEP run ${summary.outputHash.slice(0, 12)}`,
      home: facts.home,
      capital: facts.capital,
      statements: summary.statements,
      facts: [
        ['Graph', `${summary.graph} ${summary.graphHash.slice(0, 12)}`],
        ['Output', summary.outputHash],
        ['Data', summary.dataHash],
        ['Span (UTC)', `${isoMinute(summary.fromMs)} to ${isoMinute(summary.toMs)}`],
        ['Instruments', summary.instruments.join(', ')],
        ['Candles', String(summary.candles)],
        ['Capital', `${facts.capital} ${facts.home}`],
        ['NAV at the end', `${summary.nav.toFixed(2)} ${facts.home}`],
        ['Deepest drawdown', `${summary.drawdownPct.toFixed(2)} %`],
        ['Trades', `${summary.trades} closed, ${summary.openTrades} open`],
        ['Shadow trades', String(summary.shadowTrades)],
      ],
      equity,
      trades,
      prices,
      funnel,
      refused: orders.refused,
      trimmed: orders.trimmed,
    }),
  }
}
