/** Counts a backtest in the trial ledger. */
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Clock } from '../../../lib/clock.js'
import { isoTime } from '../../../lib/iso-time.js'
import { nodes } from '../../../model/nodes.js'
import type { World } from '../../../model/world.js'
import { collectTradeMoments } from '../../../sinks/trials/trade-moments.js'
import type { RunSummary } from '../../backtest/run-recorder.js'
import { hasSepNodes } from '../../config/graph-parts.js'
import type { GraphProgram } from '../../config/graph-program.js'
import { distinctConfigurations, enterTrials, readTrialLedger } from '../ledger.js'
import { backtestEntry } from './backtest-entry.js'

export interface BacktestCount {
  readonly sinks: readonly FrameSink[]
  /** After the run. Returns how many distinct configurations of the family were tried on its market, this one included. */
  enter(world: World, summary: RunSummary): number
}

/** `ledger`: null counts nothing. */
export const countBacktest = (
  ledger: string | null,
  program: GraphProgram,
  fromMs: number | undefined,
  clock: Clock,
): BacktestCount => {
  if (ledger === null) return { sinks: [], enter: () => 1 }
  const shadow = hasSepNodes(program.graph, 'shadow') ? collectTradeMoments(nodes.shadow, fromMs) : null
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
