/** The graph of a live pipeline, and what stands in its broker's slot. */
import type { Graph } from '../../graph/engine/define/define.js'
import { bind, type Binding } from '../../graph/engine/define/operator.js'
import { reachingWithout } from '../../graph/engine/define/topology.js'
import { sep } from '../../graph/sep.js'
import { brokerSlot } from '../../model/broker-slot.js'
import { SepError } from '../../model/error-codes.js'
import type { World } from '../../model/world.js'
import { liveBroker } from '../../operators/live-broker.js'
import { hasSepNodes, orderNodeOf } from '../config/graph-parts.js'
import type { GraphProgram } from '../config/graph-program.js'
import type { Settings } from '../config/settings.js'
import { widenedIn } from './time-scaling.js'

export interface LiveGraph {
  readonly graph: Graph<World>
  /** What a replay builds it from again. */
  readonly config: unknown
}

/** Of the settings in force, or of a user's file; `given`: the settings before the pace widened them. */
export const liveGraph = (settings: Settings, own?: GraphProgram, given?: Settings): LiveGraph => {
  if (!own) return { graph: checkLiveGraph(sep(settings)), config: settings }
  const config = settings === given ? own.settings : widenedIn(own.settings, settings)
  return { graph: checkLiveGraph(own.build(config)), config }
}

/** Orders may reach the broker through SEP's risk guards only, which must see the real account, quotes and kill switch. */
export const checkLiveGraph = (graph: Graph<World>): Graph<World> => {
  const fail = (text: string) => new SepError('bad-graph', `graph ${graph.name} cannot trade live: ${text}`)
  if (orderNodeOf(graph) === null) throw fail('it has no broker')
  if (!hasSepNodes(graph, 'risk')) throw fail("its node risk is not SEP's riskGuards")
  const loose = reachingWithout(graph, 'broker', 'order', 'risk')
  if (loose.length > 0) throw fail(`orders reach the broker around node risk: from ${loose.join(', ')}`)
  const risk = graph.nodes.find(({ id }) => id === 'risk')
  for (const [port, node] of Object.entries({ account: 'broker', quote: 'quote', control: 'control' }))
    if (risk?.wires[port]?.node !== node || risk.wires[port].delay)
      throw fail(`port ${port} of node risk must be wired to ${node}`)
  return graph
}

/** Holds nothing of the account's state: a later start must fit the snapshots of this one. The first slice brings the balance. */
export const liveBindings = ({ broker }: Settings): readonly Binding<World>[] => {
  const { conversionFee, accountMarginRate } = broker
  return [bind(brokerSlot, liveBroker, { conversionFee, accountMarginRate })]
}
