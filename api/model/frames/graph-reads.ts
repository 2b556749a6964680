/** What the definition of the graph alone answers. */
import type { Graph } from '../../../graph/engine/define/define.js'
import { toDot, toMermaid, topology } from '../../../graph/engine/define/topology.js'
import type { World } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { topologySchema } from '../../contract/graph.js'
import type { FrameReads } from '../frame-reads.js'

export const graphReads = (
  graph: Graph<World>,
  world: World,
): Pick<FrameReads, 'graphHash' | 'topology' | 'drawing'> => {
  const shape = topology(graph, world, KERNEL_VERSION)
  const shown = topologySchema.parse(shape)
  return {
    graphHash: shape.hash,
    topology: () => shown,
    drawing: (format) => (format === 'mermaid' ? toMermaid(shape) : toDot(shape)),
  }
}
