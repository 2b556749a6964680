/** How much of a configuration's result is left if trading costs more than assumed? */
import type { Json } from '../trials/sweep-plan.js'
import type { ProgramOf } from '../trials/trial-programs.js'
import { SepError } from '../../model/error-codes.js'
import { nodes } from '../../model/nodes.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import type { ReplayMarket } from '../../sources/market.js'
import { collectShadowTrades } from '../../sinks/run/shadow-trades.js'
import { summariseTrades } from '../../studies/trial-summary.js'
import { paperBindings } from '../backtest/paper-bindings.js'
import { replay } from '../backtest/replay.js'
import { configOf } from '../config/graph-parts.js'
import type { GraphProgram } from '../config/graph-program.js'

export interface SensitivityInputs {
  readonly programOf: ProgramOf
  /** The market of a program: its spreads are those of the program's settings. */
  readonly marketOf: (program: GraphProgram) => Promise<ReplayMarket>
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Closed shadow trades of all instruments under one assumption; bps. */
export interface SensitivityRow {
  readonly name: string
  readonly trades: number
  readonly meanBps: number | null
  readonly pnlBps: number
  readonly costs: { readonly spreadBps: number; readonly slippageBps: number; readonly commissionBps: number }
}

/** A fill at the end of the candle after the order, as late as the settings allow. */
const CANDLE_LATER_MS = MINUTE_MS - 1

/** As given, then with spreads half as wide again, one candle of delay, and a third more slippage: each alone, all else equal. */
export const costSensitivity = async (inputs: SensitivityInputs): Promise<readonly SensitivityRow[]> => {
  const { programOf } = inputs
  const base = programOf({})
  const shadow = configOf(base.graph, 'shadow')
  if (!shadow) throw new SepError('bad-argument', `sensitivity needs SEP's shadow; graph ${base.graph.name} lacks it`)
  // The shadow's delay and slippage are those of the broker.
  const cases: readonly (readonly [string, { readonly [path: string]: Json }])[] = [
    ['as given', {}],
    ['spread x 1.5', { 'run.spreadFactor': (base.settings.run.spreadFactor ?? 1) * 1.5 }],
    ['one candle later', { 'broker.fillDelayMs': CANDLE_LATER_MS }],
    ['slippage x 4/3', { 'broker.slippageBps': (shadow.slippageBps * 4) / 3 }],
  ]
  const rows: SensitivityRow[] = []
  for (const [name, settings] of cases) {
    if (inputs.signal?.aborted) break
    rows.push({ name, ...(await shadowResult(programOf(settings), inputs)) })
  }
  return rows
}

const shadowResult = async (
  program: GraphProgram,
  { marketOf, fromMs, toMs, signal }: SensitivityInputs,
): Promise<Omit<SensitivityRow, 'name'>> => {
  const market = await marketOf(program)
  const collector = collectShadowTrades(market.world, nodes.shadow, { fromMs, toMs })
  await replay({
    market,
    graph: program.graph,
    bindings: paperBindings(program.graph, program.settings),
    kernelVersion: KERNEL_VERSION,
    toMs,
    sinks: () => [collector],
    ...(signal ? { signal } : {}),
  })
  const window = { fromMs: fromMs ?? market.firstMs, toMs: toMs ?? market.lastMs + MINUTE_MS }
  const { trades, meanBps, pnlBps, costs } = summariseTrades(collector.rows, window)
  return { trades, meanBps, pnlBps, costs }
}
