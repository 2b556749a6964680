/** Node statistics of the running graph: GET /api/graph/stats and the message of the relay's channel `graph`. */
import type { z } from 'zod'
import type { graphStatsSchema } from '../contract/graph.js'
import type { Model } from '../model/model.js'
import { stamped } from './stamped.js'

export const graphStatsView = async (model: Model): Promise<z.output<typeof graphStatsSchema>> => {
  const { frames, pipeline } = model
  const { parts, nodes } = await pipeline.nodeStats()
  const rows = frames.nodeRows()
  const all = nodes.map((node) => ({ ...node, ...rows[node.node] }))
  return stamped(model, { graphHash: frames.graphHash, parts, nodes: all, worst: worstOf(all) })
}

/** Nodes of one stage are timed together: the first of them stands for it. */
const worstOf = (
  nodes: readonly { readonly node: string; readonly stage: readonly string[]; p99Us: number | null }[],
) =>
  nodes
    .filter(({ node, stage, p99Us }) => p99Us !== null && (stage[0] ?? node) === node)
    .toSorted((a, b) => (b.p99Us ?? 0) - (a.p99Us ?? 0))
    .slice(0, 3)
    .map(({ node }) => node)
