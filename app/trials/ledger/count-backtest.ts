/** Counts a backtest in the trial ledger. */
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Clock } from '../../../lib/clock.js'
import { isoTime } from '../../../lib/iso-time.js'
import { nodes } from '../../../model/nodes.js'
import type { World } from '../../../model/world.js'
import { collectTradeMoments } from '../../../sinks/trials/trade-moments.js'
import type { RunSummary } from '../../backtest/run-recorder.js'
import { hasSepNodes, orderNodeOf } from '../../config/graph-parts.js'
import type { GraphProgram } from '../../config/graph-program.js'
import { distinctConfigurations, enterTrials, readTrialLedger } from '../ledger.js'
import { backtestEntry } from './backtest-entry.js'

export interface BacktestCount {
  readonly sinks: readonly FrameSink[]
  /** After the run. Returns how many distinct configurations of the family were tried on its market, this one included. */
  enter(world: World, summary: RunSummary): number
}

/** `ledger`: null counts nothing. Nor does a graph that only measures: without a shadow or a broker it has no result to choose by. */
export const countBacktest = (
  ledger: string | null,
  program: GraphProgram,
  fromMs: number | undefined,
  clock: Clock,
): BacktestCount => {
  const shadow = hasSepNodes(program.graph, 'shadow') ? collectTradeMoments(nodes.shadow, fromMs) : null
  if (ledger === null || (shadow === null && orderNodeOf(program.graph) === null)) return { sinks: [], enter: () => 1 }
  return {
    sinks: shadow ? [shadow] : [],
    enter: (world, summary) => {
      const facts = { program, world, summary, moments: shadow?.moments() ?? null }
      const entry = backtestEntry(facts, isoTime(clock.nowMs()))
      enterTrials(ledger, [entry])
      return distinctConfigurations(readTrialLedger(ledger), entry)
    },
  }
}
