/** A run in one object, with the sentences a trader must read first. */
import type { Graph } from '../../graph/engine/define/define.js'
import type { RunCounts } from '../../sinks/run/days.js'
import type { Exposure } from '../../sinks/run/equity.js'
import type { HeldWeights } from '../../sinks/run/held-weights.js'
import type { ShadowGapRow } from '../../sinks/run/shadow-gap.js'
import { edgeStatements } from '../../studies/report/edge-statements.js'
import { figuresOf, type RunFigures } from '../../studies/report/figures.js'
import { guardStatements } from '../../studies/report/guard-statements.js'
import { heldStatements } from '../../studies/report/held-statements.js'
import { type PracticeResult, type PracticeRules, practiceStatements } from '../../studies/report/practice.js'
import type { ResultTerms } from '../../studies/report/result-rows.js'
import type { RunCosts } from '../../studies/report/run-result.js'
import { shadowStatements } from '../../studies/report/shadow-statements.js'
import { termsStatements } from '../../studies/report/terms-statements.js'
import { configOf, hasPlaces, orderNodeOf } from '../config/graph-parts.js'
import type { Collected, RunFacts } from './collect-run.js'
import type { RunTrades } from './record-trades.js'
import { marketNotes, marketWarnings } from './market-statements.js'
import { runRules } from './practice-twin.js'

export interface RunSummary {
  readonly graph: string
  readonly instruments: readonly string[]
  /** Of the slices that could trade, as all that follows. */
  readonly candles: number
  readonly slices: number
  /** The first and the last slice that could trade. */
  readonly fromMs: number
  readonly toMs: number
  /** What only warmed up before `--from`; null if nothing did. */
  readonly warmup: { readonly fromMs: number; readonly candles: number; readonly slices: number } | null
  readonly trades: number
  readonly openTrades: number
  readonly gatedTrades: number
  readonly filledTrades: number
  readonly shadowTrades: number
  readonly orders: number
  /** Result of all trades before costs, each fill at its mid. */
  readonly gross: number
  /** By cause, home currency, positive: paid. */
  readonly costs: RunCosts
  /** Result after costs: sum of all trades, open ones marked to market: final NAV minus capital. */
  readonly net: number
  readonly nav: number
  /** Maximum of all slices. */
  readonly drawdownPct: number
  /** What the run does with filled places and with its drawdown limit; null for a graph without SEP's risk guards. */
  readonly rules: PracticeRules | null
  /** The same market as practice would have traded it; null as `rules`. */
  readonly practice: PracticeResult | null
  /** Plans of commission and depth. */
  readonly terms: ResultTerms
  /** Slices in which the places did not follow the gates; null for a graph without allocation. */
  readonly heldWeights: HeldWeights | null
  readonly figures: RunFigures
  readonly exposure: Exposure
  /** By traded instrument; null if the graph has no node performance. */
  readonly shadowMinusReal: { readonly [instrument: string]: ShadowGapRow } | null
  /** By traded instrument, not rounded; null for a graph that sizes its trades by the account. */
  readonly quote: ReturnType<NonNullable<Collected['quote']>['results']> | null
  readonly outputHash: string
  readonly allHash: string | null
  readonly graphHash: string
  readonly dataHash: string
  readonly statements: readonly string[]
}

export const summaryOf = (facts: RunFacts, collected: Collected, all: RunTrades): RunSummary => {
  const { compiled, market, program } = facts
  const { graph } = compiled
  const { digest, orders, trades, equity, days, funnel, held, practice, quote, shadowGap } = collected
  const shadowMinusReal = shadowGap?.rows() ?? null
  const heldWeights = held?.counts() ?? null
  const result = all.result({
    nav: equity.rows().at(-1)?.nav ?? program.settings.broker.capital,
    drawdownPct: equity.drawdownMaxPct(),
  })
  const twin = practice?.result() ?? null
  const { slices, candles, fromMs, toMs } = days.counts
  return {
    graph: graph.name,
    instruments: compiled.world.instruments.map(({ name }) => name),
    slices,
    candles,
    fromMs,
    toMs,
    warmup: warmupOf(days.warmup),
    gatedTrades: all.trades - all.filled,
    filledTrades: all.filled,
    shadowTrades: Object.values(funnel?.pairs ?? {}).reduce((sum, pair) => sum + pair.shadowTrades, 0),
    orders: orders.count(),
    ...result,
    rules: twin && runRules(graph, program.settings),
    practice: twin,
    terms: termsOf(program.settings),
    heldWeights,
    figures: figuresOf(all.positions, trades.causes, days.trading()),
    exposure: equity.exposure(),
    shadowMinusReal,
    quote: quote?.results() ?? null,
    outputHash: digest.outputHash(),
    allHash: digest.allHash(),
    graphHash: compiled.graphHash,
    dataHash: market.dataHash,
    statements: [
      ...(twin ? practiceStatements(result, twin, configOf(graph, 'risk')?.maxDrawdownPct ?? Number.NaN) : []),
      ...marketWarnings(market),
      ...drawdownStatements(facts, result.drawdownPct),
      ...(orderNodeOf(graph) === null ? [] : edgeStatements(all, all.positions, hasPlaces(graph))),
      ...marketNotes(market, facts.home, configOf(graph, 'qbsa')?.noVolume ?? null),
      ...heldOf(graph, heldWeights),
      ...shadowStatements(shadowMinusReal ?? {}),
      ...guardStatements(funnel?.pairs ?? {}, configOf(graph, 'guards')?.minRepetitions === 0 ? ['repetition'] : []),
      ...(orderNodeOf(graph) === null ? [] : moneyStatements(facts, result.costs)),
    ],
  }
}

const termsOf = ({ broker: { commission, depth } }: RunFacts['program']['settings']): ResultTerms => ({
  commission: typeof commission === 'string' ? commission : 'own',
  depth: typeof depth === 'string' ? depth : 'own',
})

const warmupOf = ({ fromMs, candles, slices }: RunCounts): RunSummary['warmup'] =>
  slices === 0 ? null : { fromMs, candles, slices }

const heldOf = (graph: Graph, held: HeldWeights | null): string[] => {
  const places = configOf(graph, 'allocate')
  if (!held || !places) return []
  const evalIntervalSec = configOf(graph, 'gates')?.intervalSec ?? null
  return heldStatements(held, { gatesMaxAgeSec: places.gatesMaxAgeSec, evalIntervalSec })
}

const drawdownStatements = ({ compiled: { graph } }: RunFacts, drawdownPct: number): string[] => {
  const risk = configOf(graph, 'risk')
  if (risk === null || drawdownPct < risk.maxDrawdownPct) return []
  const follows =
    risk.drawdownAction === 'kill' ? 'no risk was added afterwards' : 'live, it would act as the kill switch'
  return [`Drawdown reached ${drawdownPct.toFixed(2)} % (limit ${risk.maxDrawdownPct} %): ${follows}.`]
}

const moneyStatements = (facts: RunFacts, costs: RunCosts): string[] => [
  ...termsStatements(facts.program.settings.broker, facts.compiled.world, costs),
  ...financingStatements(facts, costs),
]

const financingStatements = ({ program, home }: RunFacts, { financing }: RunCosts): string[] => {
  if (Object.keys(program.settings.broker.financing).length === 0) return ['Financing is 0: no rates were given.']
  return [`Financing of ${(0 - financing).toFixed(2)} ${home} is included in the results, at the configured rates.`]
}
