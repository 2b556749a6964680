/** What is bound to a graph that runs on a simulated broker. */
import type { Graph } from '../../graph/engine/define/define.js'
import { type Binding, bind } from '../../graph/engine/define/operator.js'
import { brokerSlot } from '../../model/broker-slot.js'
import type { World } from '../../model/world.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { orderNodeOf } from '../config/graph-parts.js'
import type { RunSettings } from '../config/graph-program.js'

/** Empty for a graph without a broker. */
export const paperBindings = (graph: Graph, { broker }: RunSettings): readonly Binding<World>[] =>
  orderNodeOf(graph) === null ? [] : [bind(brokerSlot, paperBroker, broker)]
