/** A run in one object, with the sentences a trader must read first. */
import type { Exposure } from '../../sinks/run/equity.js'
import type { ShadowGapRow } from '../../sinks/run/shadow-gap.js'
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { edgeStatements } from '../../studies/report/edge-statements.js'
import { figuresOf, type RunFigures } from '../../studies/report/figures.js'
import { guardStatements } from '../../studies/report/guard-statements.js'
import { positionsOf } from '../../studies/report/positions.js'
import { shadowStatements } from '../../studies/report/shadow-statements.js'
import { configOf, hasPlaces, orderNodeOf } from '../config/graph-parts.js'
import type { Collected, RunFacts } from './collect-run.js'

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
  /** Sum of all trades, open ones marked to market: final NAV minus capital. */
  readonly net: number
  readonly nav: number
  /** Maximum of all slices. */
  readonly drawdownPct: number
  readonly figures: RunFigures
  readonly exposure: Exposure
  /** By traded instrument; null if the graph has no node performance. */
  readonly shadowMinusReal: { readonly [instrument: string]: ShadowGapRow } | null
  readonly outputHash: string
  readonly allHash: string | null
  readonly graphHash: string
  readonly dataHash: string
  readonly statements: readonly string[]
}

/** `all`: closed trades, then the open ones. */
export const summaryOf = (facts: RunFacts, collected: Collected, all: readonly TradeRow[]): RunSummary => {
  const { compiled, market } = facts
  const { graph } = compiled
  const { digest, orders, trades, equity, days, funnel, shadowGap } = collected
  const filledTrades = all.filter((trade) => trade.place === 'filled').length
  const shadowMinusReal = shadowGap?.rows() ?? null
  const { slices, candles, fromMs, toMs } = days.counts
  return {
    graph: graph.name,
    instruments: compiled.world.instruments.map(({ name }) => name),
    slices,
    candles,
    fromMs,
    toMs,
    trades: trades.rows.length,
    openTrades: all.length - trades.rows.length,
    gatedTrades: all.length - filledTrades,
    filledTrades,
    shadowTrades: Object.values(funnel?.pairs ?? {}).reduce((sum, pair) => sum + pair.shadowTrades, 0),
    orders: orders.lines.length,
    net: all.reduce((sum, trade) => sum + trade.net, 0),
    nav: equity.rows().at(-1)?.nav ?? facts.program.settings.broker.capital,
    drawdownPct: equity.drawdownMaxPct(),
    figures: figuresOf(positionsOf(all), trades.causes, days.trading()),
    exposure: equity.exposure(),
    shadowMinusReal,
    outputHash: digest.outputHash(),
    allHash: digest.allHash(),
    graphHash: compiled.graphHash,
    dataHash: market.dataHash,
    statements: [
      ...drawdownStatements(facts, equity.drawdownMaxPct()),
      ...(orderNodeOf(graph) === null ? [] : edgeStatements(all, positionsOf(all), hasPlaces(graph))),
      ...shadowStatements(shadowMinusReal ?? {}),
      ...guardStatements(funnel?.pairs ?? {}, configOf(graph, 'guards')?.minRepetitions === 0 ? ['repetition'] : []),
      ...marketStatements(facts),
      ...(orderNodeOf(graph) === null ? [] : financingStatements(facts, all)),
    ],
  }
}

const drawdownStatements = ({ compiled: { graph } }: RunFacts, drawdownPct: number): string[] => {
  const risk = configOf(graph, 'risk')
  if (risk === null || drawdownPct < risk.maxDrawdownPct) return []
  const follows =
    risk.drawdownAction === 'kill' ? 'no risk was added afterwards' : 'live, it would act as the kill switch'
  return [`Drawdown reached ${drawdownPct.toFixed(2)} % (limit ${risk.maxDrawdownPct} %): ${follows}.`]
}

const marketStatements = ({ market, home }: RunFacts): string[] => {
  const statements: string[] = []
  if (market.noVolume.length > 0) {
    const names = market.noVolume.join(', ')
    statements.push(
      `No volume in the source of ${names}: their bits omit the volume test, and separate guard bounds apply.`,
    )
  }
  if (market.bidOnly.length > 0)
    statements.push(`Only bids in the source of ${market.bidOnly.join(', ')}: asks are bid plus the spread model.`)
  if (market.untraded.length > 0) statements.push(`Loaded only to convert to ${home}: ${market.untraded.join(', ')}.`)
  if (market.skipped > 0) statements.push(`${market.skipped} bad rows were skipped (--lenient).`)
  return statements
}

const financingStatements = ({ program, home }: RunFacts, all: readonly TradeRow[]): string[] => {
  if (Object.keys(program.settings.broker.financing).length === 0) return ['Financing is 0: no rates were given.']
  const total = all.reduce((sum, trade) => sum + trade.financing, 0)
  return [`Financing of ${total.toFixed(2)} ${home} is included in the results, at the configured rates.`]
}
