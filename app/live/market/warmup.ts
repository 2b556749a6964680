/** State of the market's nodes after history, for a first start. The nodes of the loop begin with the broker's account. */
import { compile } from '../../../graph/engine/run/compile.js'
import type { Graph } from '../../../graph/engine/define/define.js'
import { plan } from '../../../graph/engine/define/plan.js'
import type { Binding } from '../../../graph/engine/define/operator.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { Snapshot } from '../../../graph/engine/run/snapshot.js'
import { subgraph } from '../../../graph/engine/define/subgraph.js'
import type { World } from '../../../model/world.js'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import { createSlicer, REPLAY_CONTROL, replayFrames } from '../../../sources/slicer.js'

/** Nodes that neither are in a loop nor read from one. */
export const marketNodes = (graph: Graph): readonly string[] => {
  const behind = new Set(
    plan(graph)
      .filter(({ loop }) => loop)
      .flatMap(({ nodes }) => nodes),
  )
  for (const node of graph.nodes)
    if (Object.values(node.wires).some((wire) => behind.has(wire.node))) behind.add(node.id)
  return graph.nodes.filter((node) => node.role === 'node' && !behind.has(node.id)).map(({ id }) => id)
}

export interface WarmupInputs {
  readonly graph: Graph<World>
  readonly world: World
  readonly bindings: readonly Binding<World>[]
  readonly kernelVersion: string
  /** Both sides known; cut at one and the same minute. */
  readonly series: readonly CandleSeries[]
  /** See the history's frames. */
  readonly sinks?: readonly FrameSink[]
  readonly signal: AbortSignal
}

/** A snapshot of the whole graph that has seen history; null without candles. */
export const warmState = async (inputs: WarmupInputs): Promise<Snapshot | null> => {
  const { graph, world, bindings, kernelVersion, series } = inputs
  if (series.every(({ tMs }) => tMs.length === 0)) return null
  const market = compile(subgraph(graph, marketNodes(graph)), world, { kernelVersion })
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: () => REPLAY_CONTROL })
  await run(market, () => replayFrames(market.frame, slicer, series), inputs.sinks ?? [], { signal: inputs.signal })
  const warm = market.snapshot()
  const cold = compile(graph, world, { bindings, kernelVersion }).snapshot()
  return {
    ...cold,
    seq: warm.seq,
    tsMs: warm.tsMs,
    nodes: cold.nodes.map((node) => warm.nodes.find(({ id }) => id === node.id) ?? node),
  }
}

/**
 * The snapshot with these nodes as they are after history up to its time. Without history they are left out, and start cold: their old
 * state is one of other settings.
 */
export const rewarmed = async (
  snapshot: Snapshot,
  changed: readonly string[],
  inputs: WarmupInputs,
): Promise<Snapshot> => {
  const series = inputs.series.map((one) => endingBefore(one, snapshot.tsMs))
  const warm = await warmState({ ...inputs, series })
  inputs.signal.throwIfAborted()
  const kept = snapshot.nodes.filter(({ id }) => !changed.includes(id))
  return { ...snapshot, nodes: [...kept, ...(warm?.nodes.filter(({ id }) => changed.includes(id)) ?? [])] }
}

/** Candles that have closed by then; the journal has those that come after. */
const endingBefore = (series: CandleSeries, tsMs: number): CandleSeries => {
  const next = series.tMs.findIndex((openMs) => openMs + MINUTE_MS > tsMs)
  const to = next < 0 ? series.tMs.length : next
  return { ...series, ...Object.fromEntries(SERIES_COLUMNS.map((name) => [name, series[name].subarray(0, to)])) }
}
