/** Composition root of `sep calibrate`: candles through the market part of the graph, and what its guards make of them. */
import { SepError } from '../../model/error-codes.js'
import { sep } from '../../graph/sep.js'
import { subgraph } from '../../graph/engine/define/subgraph.js'
import type { World } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { marketGuards } from '../../operators/market-guards.js'
import { collectMarketColumns, type MarketCollector } from '../../sinks/market-columns.js'
import { type CalibratedBound, calibrate, type Calibration } from '../../studies/calibrate.js'
import { loadRunMarket } from './load-run-market.js'
import { replay } from './replay.js'
import type { Settings } from '../config/settings.js'

/** The nodes that know of no account. */
const MARKET_NODES = ['session', 'qbsa', 'qfh', 'direction', 'guards'] as const

export interface CalibrateInputs {
  readonly data: readonly string[]
  readonly settings: Settings
  /** Share of minutes that each guard by itself should pass, in (0, 1). */
  readonly passRate: number
  readonly lenient: boolean
  /** Folder of the columnar cache; null = none. */
  readonly cache: string | null
  readonly signal?: AbortSignal
}
export interface PairCalibration extends Calibration {
  readonly instrument: string
  readonly noVolume: boolean
  /** Minutes with metrics. */
  readonly minutes: number
  /** Share of them that all guards passed, and that had a direction. */
  readonly admitted: number
  readonly directed: number
}

/** One finding per traded instrument, by name. Those without a whole window have none; where no instrument has one it is an error. */
export const calibrateMarket = async (inputs: CalibrateInputs): Promise<readonly PairCalibration[]> => {
  const { settings } = inputs
  const { data, lenient, cache } = inputs
  const market = await loadRunMarket(settings, { data, home: 'USD', lenient, cache })
  const collector = collectMarketColumns(market.world)
  await replay({
    market,
    graph: subgraph(sep(settings), MARKET_NODES),
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
  { settings, passRate }: CalibrateInputs,
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
      ...calibrate(collected.columns, boundsOf(settings, world, k), passRate),
    },
  ]
}

/** The bounds in force for instrument k, as the guards themselves resolve them. */
const boundsOf = (settings: Settings, world: World, k: number): readonly CalibratedBound[] => {
  const { cMin, minStability, maxRupture, maxEntropy, maxSpreadBps } = marketGuards.init(settings.guards, world)
  const coherence = settings.qfh.coherence === 'pattern' ? 'coherencePattern' : 'coherence'
  return [
    { guard: 'coherence', metric: coherence, side: 'min', bound: cMin[k]!, setting: 'guards.cMin' },
    { guard: 'stability', metric: 'stability', side: 'min', bound: minStability, setting: 'guards.minStability' },
    { guard: 'rupture', metric: 'rupture', side: 'max', bound: maxRupture, setting: 'guards.maxRupture' },
    { guard: 'entropy', metric: 'entropy', side: 'max', bound: maxEntropy[k]!, setting: 'guards.maxEntropy' },
    { guard: 'spread', metric: 'spreadBps', side: 'max', bound: maxSpreadBps[k]!, setting: 'guards.maxSpread' },
    {
      guard: 'slope',
      metric: 'slopeSizeBps',
      side: 'min',
      bound: settings.direction.thrBps,
      setting: 'direction.thrBps',
    },
  ]
}
