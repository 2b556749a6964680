/** What the definition of the graph alone answers. */
import type { Graph } from '../../../graph/engine/define/define.js'
import { toDot, toMermaid, topology } from '../../../graph/engine/define/topology.js'
import type { World } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import type { FrameReads } from '../frame-reads.js'

export const graphReads = (
  graph: Graph<World>,
  world: World,
): Pick<FrameReads, 'graphHash' | 'topology' | 'drawing'> => {
  const shape = topology(graph, world, KERNEL_VERSION)
  return {
    graphHash: shape.hash,
    topology: () => ({ ...shape, nodes: shape.nodes.map((node) => ({ ...node })) }),
    drawing: (format) => (format === 'mermaid' ? toMermaid(shape) : toDot(shape)),
  }
}
