/**
 * The practice twin of a run: its loop of broker, strategy and risk guards, stepped a second time over the same frames as practice
 * would step it. All before the loop is shared: signals, shadow, gates and places do not depend on the account.
 */
import { subgraph } from '../../graph/engine/define/subgraph.js'
import type { Graph } from '../../graph/engine/define/define.js'
import { plan } from '../../graph/engine/define/plan.js'
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import { compile, type Compiled } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { schemas } from '../../model/columns.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import { collectEquity } from '../../sinks/run/equity.js'
import { collectTrades } from '../../sinks/run/trades.js'
import type { PracticeResult, PracticeRules } from '../../studies/report/practice.js'
import { resultSums } from '../../studies/report/run-result.js'
import { configOf, orderNodeOf } from '../config/graph-parts.js'
import type { GraphProgram, RunSettings } from '../config/graph-program.js'
import { paperBindings } from './paper-bindings.js'

export interface PracticeTwin extends FrameSink {
  readonly rules: PracticeRules
  /** Call once, after the run. */
  result(): PracticeResult
}

/** As `sep live` sets them where nothing is configured; a setting made for filled places holds there too. */
const practiceRules = ({ run }: RunSettings): PracticeRules => ({
  fillTrades: run.fillTrades ?? false,
  drawdownAction: 'kill',
})

/** What the run itself does; null for a graph whose orders do not pass SEP's risk guards with the control row. */
export const runRules = (graph: Graph, { run }: RunSettings): PracticeRules | null => {
  const risk = configOf(graph, 'risk')
  const node = graph.nodes.find(({ id }) => id === 'risk')
  if (!risk || orderNodeOf(graph) !== 'risk' || node?.wires['control']?.node !== nodes.control.node) return null
  return { fillTrades: run.fillTrades ?? true, drawdownAction: risk.drawdownAction }
}

/** Null where the run has no rules, see `runRules`. Slices up to `tradeFromMs` are warm-up. */
export const practiceTwin = (
  compiled: Compiled<World>,
  program: Pick<GraphProgram, 'graph' | 'settings'>,
  tradeFromMs: number,
): PracticeTwin | null => {
  const { graph, settings } = program
  const { world } = compiled
  const loop = plan(graph).find((component) => component.loop && component.nodes.includes('risk'))
  if (!loop || runRules(graph, settings) === null) return null
  const rules = practiceRules(settings)
  const twin = compileTwin(compiled, program, loop.nodes, rules)
  const sums = resultSums()
  let closed = 0
  const trades = collectTrades(world, nodes.risk, (trade) => {
    closed++
    sums.add(trade)
  })
  const equity = collectEquity(tradeFromMs)
  const placesOf = earnedPlaces(graph)
  const seen: { earned: boolean; stoppedMs: number | null } = { earned: false, stoppedMs: null }
  return {
    rules,
    write: (frame) => {
      if (!seen.earned && placesOf(frame)) seen.earned = true
      // Until then every increase is refused, and a loop without a trade holds nothing that a later slice could miss.
      if (!seen.earned && !rules.fillTrades) return
      step(twin, frame.slices)
      void trades.write(twin.frame)
      void equity.write(twin.frame)
      seen.stoppedMs ??= killedMs(twin.frame)
    },
    result: () => {
      const account = {
        nav: equity.rows().at(-1)?.nav ?? settings.broker.capital,
        drawdownPct: equity.drawdownMaxPct(),
      }
      for (const trade of trades.open()) sums.add(trade)
      return { ...sums.result(closed, account), ...rules, ...seen }
    },
  }
}

/** The loop over the columns of the run's own frame, which it reads in place; only the switch for filled places is its own. */
const compileTwin = (
  { world, frame }: Compiled<World>,
  { graph, settings }: Pick<GraphProgram, 'graph' | 'settings'>,
  loop: readonly string[],
  { fillTrades, drawdownAction }: PracticeRules,
): Compiled<World> => {
  const part = subgraph(graph, loop)
  const own = part.nodes.map((node) =>
    node.id === 'risk' ? { ...node, config: { ...(node.config as object), drawdownAction } } : node,
  )
  const control = {
    ...columnsOf(frame, nodes.control),
    fillTrades: new Uint8Array(frame.capacity).fill(fillTrades ? 1 : 0),
  }
  return compile({ ...part, nodes: own }, world, {
    bindings: paperBindings(graph, settings),
    capacity: frame.capacity,
    sources: { time: frame.time, columns: { ...frame.columns, [nodes.control.node]: control } },
  })
}

const step = (twin: Compiled<World>, slices: number): void => {
  twin.frame.slices = slices
  twin.begin()
  for (const stage of twin.stages) stage.run(twin.frame)
  twin.end()
}

/** Whether the node that gives the places has an earned one in a frame. */
const earnedPlaces = (graph: Graph): ((frame: Frame) => boolean) => {
  const node = graph.nodes.find(({ id }) => id === 'risk')?.wires['weight']?.node as string
  return (frame) => {
    const { weight, filled } = columnsOf(frame, { node, schema: schemas.allocate })
    for (let i = 0; i < frame.slices * frame.count; i++) {
      if ((weight[i] as number) > 0 && filled[i] === 0) return true
    }
    return false
  }
}

/** Time of the first slice of the frame whose kill switch is on; null if there is none. */
const killedMs = (frame: Frame): number | null => {
  const at = columnsOf(frame, nodes.risk).killed.subarray(0, frame.slices).indexOf(1)
  return at < 0 ? null : (frame.time.tsMs[at] as number)
}
