/** The topology of the nodes that a process steps. */
import { type Topology, topology } from '../../../graph/engine/define/topology.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { World } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'

export const topologyOf = ({ graph, world }: Pick<Compiled<World>, 'graph' | 'world'>): Topology =>
  topology(graph, world, KERNEL_VERSION)
