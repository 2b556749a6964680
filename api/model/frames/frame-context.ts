/** What the parts of the frame reads share. */
import type { Graph } from '../../../graph/engine/define/define.js'
import type { World } from '../../../model/world.js'
import { guardBounds, type GuardBounds } from '../../../operators/guard-bounds.js'
import { type NextEntry, nextEntryOf } from './next-entry.js'
import { type NodeSettings, nodeSettings } from './node-settings.js'

export interface TradedInstrument {
  readonly name: string
  /** Row in the world. */
  readonly k: number
  readonly displayPrecision: number
}
export interface FrameContext {
  readonly graph: Graph<World>
  readonly world: World
  readonly settings: NodeSettings
  /** Null where the graph has no market guards of SEP. */
  readonly bounds: GuardBounds | null
  /** Null where the graph has no calendar of SEP. */
  readonly nextEntry: NextEntry | null
  readonly traded: readonly TradedInstrument[]
  /** The node whose orders go to the broker; null = the graph has no broker. */
  readonly orders: string | null
}

export const frameContext = (graph: Graph<World>, world: World): FrameContext => {
  const settings = nodeSettings(graph)
  return {
    graph,
    world,
    settings,
    bounds: settings.guards && guardBounds(settings.guards, world),
    nextEntry: settings.session && nextEntryOf(settings.session, world),
    traded: world.instruments.flatMap(({ name, displayPrecision }, k) =>
      world.traded[k] === 1 ? [{ name, k, displayPrecision }] : [],
    ),
    orders: graph.nodes.find(({ id }) => id === 'broker')?.wires['order']?.node ?? null,
  }
}
