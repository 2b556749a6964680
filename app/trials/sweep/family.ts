/** The family of a strategy: its graph without settings. N and the number of the look are counted within one. */
import type { Graph } from '../../../graph/engine/define/define.js'
import { canonicalJson, sha256 } from '../../../graph/engine/hash/hash.js'

/** `sep@0123456789abcdef`: name of the graph and hash of its nodes' kinds and wires. */
export const familyOf = ({ name, nodes }: Pick<Graph, 'name' | 'nodes'>): string => {
  const shape = nodes.map(({ id, role, kind, wires }) => ({
    ...{ id, role, kind },
    wires: Object.entries(wires).map(([port, { node, delay = 0 }]) => [port, node, delay]),
  }))
  return `${name}@${sha256(canonicalJson(shape)).slice(0, 16)}`
}
