/** Merges graphs into one in which equal nodes exist once: what several of them compute from the same is computed once. */
import { GraphError } from '../errors.js'
import { canonicalJson } from '../hash/hash.js'
import { nodeHash } from '../hash/node-hash.js'
import { ancestors } from './ancestors.js'
import type { Graph, GraphNode } from './define.js'
import type { Binding, RowSpace } from './operator.js'

export interface MergeInput<W extends RowSpace = never> {
  readonly graph: Graph<W>
  readonly bindings: readonly Binding<W>[]
  /** Nodes that are wanted: what they depend on is kept, the rest is left out. */
  readonly targets: readonly string[]
  /** Those of `nodeHash`, where they are known. */
  readonly hashes?: ReadonlyMap<string, string>
}
export interface Merged<W extends RowSpace = never> {
  readonly graph: Graph<W>
  /** One for each copy of a slot. */
  readonly bindings: readonly Binding<W>[]
  /** By input: its node id -> id of the merged graph, for the targets and all that they depend on. */
  readonly ids: readonly ReadonlyMap<string, string>[]
}

/**
 * Hash-consing by `nodeHash`: a loop merges whole or not at all. Sources keep their ids, other nodes are named `<id>-<8 hex of the hash>`.
 * Its sinks are the targets. Run over the same frames, every node has the output, byte for byte, that it has in its own graph.
 */
export const merge = <W extends RowSpace>(inputs: readonly MergeInput<W>[], kernelVersion: string): Merged<W> => {
  const draft: Draft<W> = { nodes: [], bindings: [], byHash: new Map(), sources: new Map(), taken: new Set() }
  const ids = inputs.map((input) => add(draft, input, kernelVersion))
  const targets = new Set(inputs.flatMap(({ targets: wanted }, i) => wanted.map((id) => ids[i]?.get(id) as string)))
  return {
    graph: Object.freeze({
      name: [...new Set(inputs.map(({ graph }) => graph.name))].sort().join('+'),
      nodes: Object.freeze(draft.nodes),
      sinks: Object.freeze([...targets].map((node) => Object.freeze({ id: node, node }))),
    }),
    bindings: draft.bindings,
    ids,
  }
}

interface Draft<W extends RowSpace> {
  readonly nodes: GraphNode<W>[]
  readonly bindings: Binding<W>[]
  /** Hash -> id, of nodes and slots. */
  readonly byHash: Map<string, string>
  /** Id -> schema as text. */
  readonly sources: Map<string, string>
  readonly taken: Set<string>
}

/** In the order of declaration, which a loop is stepped in; a producer that is not in the list yet is only read one slice later. */
const add = <W extends RowSpace>(
  draft: Draft<W>,
  { graph, bindings, targets, hashes: known }: MergeInput<W>,
  kernelVersion: string,
): ReadonlyMap<string, string> => {
  const hashes = known ?? nodeHash(graph, bindings, kernelVersion)
  const wanted = ancestors(graph, targets)
  const kept = graph.nodes.filter(({ id }) => wanted.has(id))
  const ids = new Map<string, string>()
  const fresh = kept.filter((node) => {
    if (node.role === 'source') {
      ids.set(node.id, node.id)
      return addSource(draft, node)
    }
    const hash = hashes.get(node.id) as string
    const there = draft.byHash.get(hash)
    ids.set(node.id, there ?? newName(draft, node.id, hash))
    return there === undefined
  })
  for (const node of fresh) addNode(draft, node, ids, bindings)
  return ids
}

/** True if it is new. */
const addSource = ({ sources, taken }: Draft<never>, { id, schema }: GraphNode): boolean => {
  const text = canonicalJson(schema)
  const known = sources.get(id)
  if (known === text) return false
  if (known !== undefined || taken.has(id))
    throw new GraphError('bad-graph', `merged graphs have different sources ${id}`)
  sources.set(id, text)
  taken.add(id)
  return true
}

const SHORT_HEX = 8

/** With more digits where another node has the same first ones. */
const newName = ({ byHash, taken }: Draft<never>, id: string, hash: string): string => {
  let digits = SHORT_HEX
  while (taken.has(`${id}-${hash.slice(0, digits)}`)) digits++
  const name = `${id}-${hash.slice(0, digits)}`
  byHash.set(hash, name)
  taken.add(name)
  return name
}

const addNode = <W extends RowSpace>(
  { nodes, bindings }: Draft<W>,
  node: GraphNode<W>,
  ids: ReadonlyMap<string, string>,
  bound: readonly Binding<W>[],
): void => {
  const id = ids.get(node.id) as string
  const wires = Object.entries(node.wires).map(([port, wire]) => [
    port,
    Object.freeze({ ...wire, node: ids.get(wire.node) as string }),
  ])
  nodes.push(Object.freeze({ ...node, id, wires: Object.freeze(Object.fromEntries(wires)) }))
  const binding = bound.find(({ slot }) => slot === node.id)
  if (node.role === 'slot' && binding) bindings.push(Object.freeze({ ...binding, slot: id }))
}
