/** The topology of a graph without data, for the instruments of the settings or the eight default pairs. */
import type { Graph } from '../../graph/engine/define/define.js'
import { type Topology, topology } from '../../graph/engine/define/topology.js'
import { createWorld } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { loadInstruments } from '../../sources/instruments.js'
import type { Settings } from './settings.js'

export const DEFAULT_PAIRS = Object.freeze([
  'EUR_USD',
  'USD_JPY',
  'GBP_USD',
  'EUR_JPY',
  'USD_CAD',
  'NZD_USD',
  'AUD_USD',
  'USD_CHF',
])

export const graphTopology = (graph: Graph, { run }: Pick<Settings, 'run'>): Topology => {
  const instruments = loadInstruments(run.pairs ?? DEFAULT_PAIRS, run.instruments ?? undefined)
  return topology(graph, createWorld(instruments, 'USD'), KERNEL_VERSION)
}
