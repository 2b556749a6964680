/** Decisions of a cut graph: each part writes the digests of its own nodes. */
import { cutGraph } from '../../graph/engine/define/cut.js'
import type { Graph } from '../../graph/engine/define/define.js'
import { CodedError } from '../../lib/errors.js'
import { type OutputDigests, outputDigests } from '../../graph/engine/hash/output-digests.js'
import type { Store } from '../../store/store.js'
import { edgeKeys } from '../edge/keys.js'
import { readEdgeHeaders } from '../edge/headers.js'
import { type Decisions, readDecisions } from './reader.js'

export interface PartDecisions {
  readonly nodes: readonly string[]
  readonly digests: OutputDigests
  readonly decisions: Decisions
}

/** Of every part in the store that this graph can be cut into, from slice `fromMs` on. */
export const readPartDecisions = async (
  store: Store,
  account: string,
  graph: Graph,
  fromMs: number,
): Promise<readonly PartDecisions[]> => {
  const parts: PartDecisions[] = []
  for (const { part } of await readEdgeHeaders(store, account)) {
    const cut = cutOf(graph, part)
    if (!cut) continue
    const nodes = cut.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id)
    const { name } = edgeKeys(account, part)
    parts.push({ nodes, digests: outputDigests(cut), decisions: readDecisions(store, name, fromMs) })
  }
  return parts
}

/** Null where the part is of another graph, or has only some of the instruments. */
const cutOf = (graph: Graph, part: string): Graph | null => {
  if (part.includes('@')) return null
  try {
    return cutGraph(graph, part).graph
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
}
