/** The state of a part of a graph, from the state of the whole. */
import type { Graph } from './define.js'
import type { Snapshot } from '../run/snapshot.js'

/** `graphHash`: the part's. Nodes without state in the whole are left out; `compile` reports them as cold. */
export const partSnapshot = (whole: Snapshot, part: Graph, graphHash: string): Snapshot => {
  const own = new Set(part.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id))
  return { ...whole, graphHash, nodes: whole.nodes.filter(({ id }) => own.has(id)) }
}
