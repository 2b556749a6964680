/** Identity of every node of a graph: what its output is computed from, whatever the node is called and whatever else the graph has. */
import type { Graph, GraphNode, Wire } from '../define/define.js'
import type { Binding } from '../define/operator.js'
import { parseConfig } from '../define/parse-config.js'
import { type Component, plan } from '../define/plan.js'
import type { Schema } from '../define/schema.js'
import { GraphError } from '../errors.js'
import { configIdentity } from './config-identity.js'
import { canonicalJson, sha256 } from './hash.js'

/**
 * Node id -> SHA-256 of kind, resolved configuration, kernel version and, through every wire, of all that it depends on with its delay.
 * A slot stands for what is bound to it. Equal hashes: equal output over equal sources and rows.
 *
 * A loop cannot be hashed node by node. It is one unit: members and the wires between them by their place in it, wires from outside by
 * the producer's hash; a member is the unit and its place.
 */
export const nodeHash = (
  graph: Graph,
  bindings: readonly Binding[],
  kernelVersion: string,
): ReadonlyMap<string, string> => {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const bound = new Map(bindings.map((binding) => [binding.slot, binding]))
  const hashes = new Map<string, string>()
  const facts = (id: string, producer: (wire: Wire<Schema>) => string | number) =>
    factsOf(nodes.get(id) as GraphNode, bound, producer, kernelVersion)
  for (const { nodes: members, loop } of plan(graph)) {
    if (loop) hashLoop(members, facts, hashes)
    else
      hashes.set(members[0] as string, hashed(facts(members[0] as string, (wire) => hashes.get(wire.node) as string)))
  }
  return hashes
}

type Facts = (id: string, producer: (wire: Wire<Schema>) => string | number) => unknown

const hashLoop = (members: Component['nodes'], facts: Facts, hashes: Map<string, string>): void => {
  const place = new Map(members.map((id, index) => [id, index]))
  const producer = ({ node }: Wire<Schema>) => place.get(node) ?? (hashes.get(node) as string)
  const unit = hashed(members.map((id) => facts(id, producer)))
  for (const [index, id] of members.entries()) hashes.set(id, hashed([unit, index]))
}

const hashed = (value: unknown): string => sha256(canonicalJson(value))

const factsOf = (
  node: GraphNode,
  bound: ReadonlyMap<string, Binding>,
  producer: (wire: Wire<Schema>) => string | number,
  kernelVersion: string,
): unknown => {
  const { id, role, kind, schema, config } = node
  if (role === 'source') return { source: id, schema }
  const wires = Object.fromEntries(
    Object.entries(node.wires).map(([port, wire]) => [port, [producer(wire), wire.delay ?? 0]]),
  )
  if (role === 'node') return { kind, config: configIdentity(`node ${id}`, config ?? null), wires, kernelVersion }
  const binding = bound.get(id)
  if (!binding) throw new GraphError('bad-graph', `slot ${id}: nothing is bound to it`)
  const { operator } = binding
  const given = parseConfig(`slot ${id}`, operator.config, binding.config)
  return { slot: id, kind: operator.kind, config: configIdentity(`slot ${id}`, given), wires, kernelVersion }
}
