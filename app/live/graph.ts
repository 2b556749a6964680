/** The graph of a live pipeline, and what stands in its broker's slot. */
import { bind, type Binding } from '../../graph/engine/define/operator.js'
import type { Graph } from '../../graph/engine/define/define.js'
import { reachingWithout } from '../../graph/engine/define/topology.js'
import { sep } from '../../graph/sep.js'
import { brokerSlot } from '../../model/broker-slot.js'
import { SepError } from '../../model/error-codes.js'
import type { World } from '../../model/world.js'
import { liveBroker } from '../../operators/live-broker.js'
import type { Settings } from '../config/settings.js'

/** Refused where an order could reach the broker without node `risk`. */
export const liveGraph = (settings: Settings): Graph<World> => {
  const graph = sep(settings)
  const loose = reachingWithout(graph, 'broker', 'order', 'risk')
  if (loose.length > 0) throw new SepError('bad-graph', `the order port is reachable past risk: ${loose.join(', ')}`)
  return graph
}

/** Holds nothing of the account's state: a later start must fit the snapshots of this one. The first slice brings the balance. */
export const liveBindings = ({ broker }: Settings): readonly Binding<World>[] => {
  const { conversionFee, accountMarginRate } = broker
  return [bind(brokerSlot, liveBroker, { conversionFee, accountMarginRate })]
}
