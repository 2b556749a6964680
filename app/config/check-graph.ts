/** Checks a graph of a user's file: it must run on SEP's sources and slot, and reach the broker through its node risk if it has one. */
import type { Graph, GraphNode } from '../../graph/engine/define/define.js'
import type { Schema } from '../../graph/engine/define/schema.js'
import { reachingWithout } from '../../graph/engine/define/topology.js'
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import { brokerSlot } from '../../model/broker-slot.js'
import { schemas } from '../../model/columns.js'
import type { World } from '../../model/world.js'
import { GRAPHS } from './graph-names.js'

/** What the slicer fills. */
const SOURCES: Readonly<Record<string, Schema>> = {
  candle: schemas.candle,
  quote: schemas.quote,
  control: schemas.control,
  execution: schemas.execution,
}

/** Returns the graph if it can run; `fail` makes the error of what is wrong. */
export const checkGraph = (made: unknown, fail: (text: string) => Error): Graph<World> => {
  if (!isGraph(made)) throw fail('graph(config) returned no graph of defineGraph')
  if (!/^[\w.-]+$/.test(made.name))
    throw fail(`the name of the graph, '${made.name}', may have letters, digits, _ . and - only`)
  if ((GRAPHS as readonly string[]).includes(made.name))
    throw fail(`the graph is named ${made.name}, as one of sep's own`)
  for (const node of made.nodes) {
    if (node.role === 'source') checkSource(node, fail)
    if (node.role === 'slot') checkSlot(made, node, fail)
  }
  for (const source of ['candle', 'quote'])
    if (!made.nodes.some(({ id, role }) => id === source && role === 'source'))
      throw fail(`the graph has no source ${source}`)
  return made
}

const isGraph = (made: unknown): made is Graph<World> => {
  if (!isObject(made)) return false
  const { name, nodes, sinks } = made
  return (
    typeof name === 'string' &&
    Array.isArray(nodes) &&
    nodes.every(isNode) &&
    Array.isArray(sinks) &&
    sinks.every(isSink)
  )
}

const isNode = (node: unknown): boolean => {
  if (!isObject(node)) return false
  const { id, role, kind, schema, ports, wires, operator } = node
  return (
    typeof id === 'string' &&
    (role === 'source' || role === 'slot' || (role === 'node' && isOperator(operator))) &&
    typeof kind === 'string' &&
    [schema, ports, wires].every(isObject)
  )
}

const isOperator = (operator: unknown): boolean =>
  isObject(operator) && ['init', 'step'].every((name) => typeof operator[name] === 'function')

const isSink = (sink: unknown): boolean =>
  isObject(sink) && typeof sink['id'] === 'string' && typeof sink['node'] === 'string'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const checkSource = ({ id, schema }: GraphNode, fail: (text: string) => Error): void => {
  const own = SOURCES[id]
  if (!own) throw fail(`source ${id} does not exist; available: ${Object.keys(SOURCES).join(', ')}`)
  if (!isSame(schema, own)) throw fail(`source ${id} lacks columns of schemas.${id}`)
}

const checkSlot = (graph: Graph, { id, ports, schema, wires }: GraphNode, fail: (text: string) => Error): void => {
  if (id !== brokerSlot.id) throw fail(`nothing can be bound to slot ${id}; only to brokerSlot`)
  if (!isSame(ports, brokerSlot.in) || !isSame(schema, brokerSlot.out)) throw fail('slot broker is not brokerSlot')
  for (const port of ['candle', 'quote', 'execution'])
    if (wires[port]?.node !== port) throw fail(`the broker's port ${port} must be wired to the source ${port}`)
  if (!graph.nodes.some((node) => node.id === 'risk')) return
  const loose = reachingWithout(graph, 'broker', 'order', 'risk')
  if (loose.length > 0) throw fail(`orders reach the broker around node risk: from ${loose.join(', ')}`)
}

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)
