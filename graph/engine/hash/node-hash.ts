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
  const producer = (wire: Wire<Schema>) => hashes.get(wire.node) as string
  for (const { nodes: members, loop } of plan(graph)) {
    if (loop) hashLoop(members, facts, hashes)
    else for (const id of members) hashes.set(id, sha256(facts(id, producer)))
  }
  return hashes
}

type Facts = (id: string, producer: (wire: Wire<Schema>) => string | number) => string

const hashLoop = (members: Component['nodes'], facts: Facts, hashes: Map<string, string>): void => {
  const place = new Map(members.map((id, index) => [id, index]))
  const producer = ({ node }: Wire<Schema>) => place.get(node) ?? (hashes.get(node) as string)
  const unit = sha256(`[${members.map((id) => facts(id, producer)).join(',')}]`)
  for (const [index, id] of members.entries()) hashes.set(id, sha256(canonicalJson([unit, index])))
}

/** What the hash is of, as canonical JSON. */
const factsOf = (
  node: GraphNode,
  bound: ReadonlyMap<string, Binding>,
  producer: (wire: Wire<Schema>) => string | number,
  kernelVersion: string,
): string => {
  const { id, role, schema } = node
  if (role === 'source') return `{"schema":${schemaText(schema)},"source":${JSON.stringify(id)}}`
  const wires = canonicalJson(
    Object.fromEntries(Object.entries(node.wires).map(([port, wire]) => [port, [producer(wire), wire.delay ?? 0]])),
  )
  const kernel = JSON.stringify(kernelVersion)
  if (role === 'node') {
    const config = configText(`node ${id}`, node.config ?? null)
    return `{"config":${config},"kernelVersion":${kernel},"kind":${JSON.stringify(node.kind)},"wires":${wires}}`
  }
  const binding = bound.get(id)
  if (!binding) throw new GraphError('bad-graph', `slot ${id}: nothing is bound to it`)
  const { kind, config: schemaOf } = binding.operator
  const config = configText(`slot ${id}`, parseConfig(`slot ${id}`, schemaOf, binding.config))
  const slot = JSON.stringify(id)
  return `{"config":${config},"kernelVersion":${kernel},"kind":${JSON.stringify(kind)},"slot":${slot},"wires":${wires}}`
}

/** Of configurations and schemas that graphs share, by object: those of a graph are never changed. */
const texts = new WeakMap<object, string>()

/** Canonical JSON of the configuration's identity. */
const configText = (where: string, config: unknown): string => {
  const key = typeof config === 'object' ? config : null
  const held = key ? texts.get(key) : undefined
  if (held !== undefined) return held
  const text = canonicalJson(configIdentity(where, config))
  if (key) texts.set(key, text)
  return text
}

const schemaText = (schema: Schema): string => {
  const text = texts.get(schema) ?? canonicalJson(schema)
  texts.set(schema, text)
  return text
}
