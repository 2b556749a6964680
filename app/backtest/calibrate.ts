/** `sep calibrate`: runs candles through the market part of a graph and compares the metrics with its guards' bounds. */
import { SepError } from '../../model/error-codes.js'
import type { Graph } from '../../graph/engine/define/define.js'
import { assert } from '../../lib/errors.js'
import { subgraph } from '../../graph/engine/define/subgraph.js'
import type { World } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { marketGuards } from '../../operators/market-guards.js'
import { collectMarketColumns, type MarketCollector } from '../../sinks/market-columns.js'
import { type CalibratedBound, calibrate, type Calibration } from '../../studies/calibrate.js'
import { loadRunMarket } from './load-run-market.js'
import { replay } from './replay.js'
import { configOf, lacksSepNodes } from '../config/graph-parts.js'
import type { GraphProgram } from '../config/graph-program.js'

/** What calibration reads. */
const NEEDED = ['candle', 'quote', 'qfh', 'direction', 'guards'] as const

export interface CalibrateInputs {
  readonly data: readonly string[]
  readonly program: GraphProgram
  /** Share of minutes that each guard alone should pass, in (0, 1). */
  readonly passRate: number
  readonly lenient: boolean
  readonly trust?: boolean
  /** Folder of the columnar cache; null = none. */
  readonly cache: string | null
  readonly signal?: AbortSignal
}
export interface PairCalibration extends Calibration {
  readonly instrument: string
  readonly noVolume: boolean
  /** Minutes with metrics. */
  readonly minutes: number
  /** Share of them that passed all guards, and that had a direction. */
  readonly admitted: number
  readonly directed: number
}

/** One result per traded instrument that has a full window; if none has, that is an error. */
export const calibrateMarket = async (inputs: CalibrateInputs): Promise<readonly PairCalibration[]> => {
  const { graph, settings } = inputs.program
  const { data, lenient, trust = false, cache } = inputs
  const lacking = lacksSepNodes(graph, NEEDED)
  if (lacking.length > 0)
    throw new SepError(
      'bad-argument',
      `calibrate needs SEP's nodes ${NEEDED.slice(2).join(', ')}; graph ${graph.name} lacks ${lacking.join(', ')}`,
    )
  const market = await loadRunMarket(settings, { data, home: 'USD', lenient, trust, cache })
  const collector = collectMarketColumns(market.world)
  await replay({
    market,
    graph: subgraph(graph, ancestorsOf(graph, ['guards', 'direction'])),
    bindings: [],
    kernelVersion: KERNEL_VERSION,
    sinks: () => [collector],
    ...(inputs.signal ? { signal: inputs.signal } : {}),
  })
  const found = market.world.instruments.flatMap((_, k) => finding(market.world, k, collector, inputs))
  if (found.length === 0 && !inputs.signal?.aborted)
    throw new SepError('missing-data', `${inputs.data.join(', ')}: no instrument has the 129 candles of a first window`)
  return found
}

const finding = (
  world: World,
  k: number,
  collector: MarketCollector,
  { program, passRate }: CalibrateInputs,
): readonly PairCalibration[] => {
  const instrument = world.instruments[k]!.name
  const collected = collector.of(instrument)
  const minutes = collected?.columns.coherence.length ?? 0
  if (!collected || minutes === 0) return []
  return [
    {
      instrument,
      noVolume: world.noVolume[k] === 1,
      minutes,
      admitted: collected.passed / minutes,
      directed: collected.directed / minutes,
      ...calibrate(collected.columns, boundsOf(program.graph, world, k), passRate),
    },
  ]
}

/** The bounds in force for instrument k, as the guards themselves resolve them. */
const boundsOf = (graph: Graph, world: World, k: number): readonly CalibratedBound[] => {
  const [guards, qfh, direction] = [configOf(graph, 'guards'), configOf(graph, 'qfh'), configOf(graph, 'direction')]
  assert(guards && qfh && direction, 'the graph has been checked')
  const { cMin, minStability, maxRupture, maxEntropy, maxSpreadBps } = marketGuards.init(guards, world)
  const coherence = qfh.coherence === 'pattern' ? 'coherencePattern' : 'coherence'
  return [
    { guard: 'coherence', metric: coherence, side: 'min', bound: cMin[k]!, setting: 'guards.cMin' },
    { guard: 'stability', metric: 'stability', side: 'min', bound: minStability, setting: 'guards.minStability' },
    { guard: 'rupture', metric: 'rupture', side: 'max', bound: maxRupture, setting: 'guards.maxRupture' },
    { guard: 'entropy', metric: 'entropy', side: 'max', bound: maxEntropy[k]!, setting: 'guards.maxEntropy' },
    { guard: 'spread', metric: 'spreadBps', side: 'max', bound: maxSpreadBps[k]!, setting: 'guards.maxSpread' },
    { guard: 'slope', metric: 'slopeSizeBps', side: 'min', bound: direction.thrBps, setting: 'direction.thrBps' },
  ]
}

/** The nodes of `ids` with all nodes that they depend on; sources are left out. */
const ancestorsOf = (graph: Graph, ids: readonly string[]): readonly string[] => {
  const found = new Set<string>()
  const visit = (id: string): void => {
    const node = graph.nodes.find((candidate) => candidate.id === id)
    if (!node || node.role === 'source' || found.has(id)) return
    found.add(id)
    for (const wire of Object.values(node.wires)) visit(wire.node)
  }
  ids.forEach(visit)
  return [...found]
}
