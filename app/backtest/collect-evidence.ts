/** What a report shows besides the account: the shortfall of fills, the shadow by day, pair and hour, and shadow minus real. */
import type { Graph } from '../../graph/engine/define/define.js'
import type { World } from '../../model/world.js'
import { collectShadowEvidence } from '../../sinks/run/evidence/shadow-evidence.js'
import { collectShortfall } from '../../sinks/run/evidence/shortfall.js'
import { collectShadowGap } from '../../sinks/run/shadow-gap.js'
import { hasSepNodes, orderNodeOf } from '../config/graph-parts.js'

/** Null where the graph lacks nodes that they read. Slices up to `tradeFromMs` are warm-up. */
export const collectEvidence = (graph: Graph, world: World, tradeFromMs: number) => ({
  shortfall: orderNodeOf(graph) !== null && hasSepNodes(graph, 'candle', 'quote') ? collectShortfall(world) : null,
  shadowGap: hasSepNodes(graph, 'performance') ? collectShadowGap(world) : null,
  evidence: hasSepNodes(graph, 'shadow') ? collectShadowEvidence(world, tradeFromMs) : null,
})
