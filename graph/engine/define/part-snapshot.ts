/** The state of a part of a graph, taken out of the state of the whole. */
import type { Graph } from './define.js'
import type { Snapshot } from '../run/snapshot.js'

/** `graphHash`: of the part. Nodes whose state the whole does not have are left out; a compile says so. */
export const partSnapshot = (whole: Snapshot, part: Graph, graphHash: string): Snapshot => {
  const own = new Set(part.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id))
  return { ...whole, graphHash, nodes: whole.nodes.filter(({ id }) => own.has(id)) }
}
