/** Declares a graph as frozen data. A wire can only name a node that exists already, so the list is a topological order. */
import type { z } from 'zod'
import { GraphError } from '../errors.js'
import type { AnyOperator, Operator, RowSpace, Slot } from './operator.js'
import { parseConfig } from './parse-config.js'
import { hasEvents, type Ports, type Schema } from './schema.js'

/** The output of a node, or what a feedback carries over from the previous slice. */
export interface Wire<S extends Schema> {
  readonly node: string
  readonly schema: S
  /** Set on feedback wires: one slice later. */
  readonly delay?: 1
}
/** Structural: a wire may have more columns than the port asks for. */
export type Wires<I extends Ports> = { readonly [P in keyof I]: Wire<I[P]> }

/** `W` is the row space that its operator needs; code that only reads a node leaves it out. */
export interface GraphNode<W extends RowSpace = never> {
  readonly id: string
  readonly role: 'source' | 'node' | 'slot'
  readonly kind: string
  readonly doc: string
  readonly schema: Schema
  readonly ports: Ports
  /** Port -> wire. `node` of a delayed wire is the feedback's producer. */
  readonly wires: { readonly [port: string]: Wire<Schema> }
  readonly operator?: AnyOperator<W>
  /** Resolved (parsed, defaults filled) configuration. */
  readonly config?: unknown
}
export interface GraphSink {
  readonly id: string
  readonly node: string
}
/** `Graph<W>` compiles for row spaces of type `W` only. Code that only reads a graph takes `Graph`, which is any of them. */
export interface Graph<W extends RowSpace = never> {
  readonly name: string
  readonly nodes: readonly GraphNode<W>[]
  readonly sinks: readonly GraphSink[]
}

export interface GraphBuilder<W extends RowSpace = RowSpace> {
  source<const S extends Schema>(id: string, schema: S): Wire<S>
  node<I extends Ports, O extends Schema, Z extends z.ZodType>(
    id: string,
    // biome-ignore lint/suspicious/noExplicitAny: the state is private to the operator.
    op: Operator<I, O, Z, any, W>,
    config: NoInfer<z.input<Z>>,
    wires: Wires<NoInfer<I>>,
  ): Wire<O>
  slot<I extends Ports, O extends Schema>(slot: Slot<I, O>, wires: Wires<NoInfer<I>>): Wire<O>
  feedback<const S extends Schema>(
    id: string,
    schema: S,
  ): { readonly previous: Wire<S>; close(wire: Wire<NoInfer<S>>): void }
  sink(id: string, wire: Wire<Schema>): void
}

interface PendingFeedback {
  readonly id: string
  readonly schema: Schema
  producer?: string
}

/** A graph while it is built. */
interface Draft<W extends RowSpace> {
  readonly name: string
  readonly nodes: GraphNode<W>[]
  readonly sinks: GraphSink[]
  /** Schemas by node. */
  readonly known: Map<string, Schema>
  readonly feedbacks: Map<string, PendingFeedback>
}

/** Builds and freezes a graph; a mistake in a graph made at run time is a `bad-graph` error that names node and port. */
export const defineGraph = <W extends RowSpace = RowSpace>(
  name: string,
  build: (g: GraphBuilder<W>) => void,
): Graph<W> => {
  const draft: Draft<W> = { name, nodes: [], sinks: [], known: new Map(), feedbacks: new Map() }
  build(builderOf(draft))
  return finish(draft)
}

const builderOf = <W extends RowSpace>(draft: Draft<W>): GraphBuilder<W> => ({
  source: (id, schema) => {
    claim(draft, id)
    return add(draft, { id, role: 'source', kind: 'source', doc: '', schema, ports: {}, wires: {} })
  },
  node: (id, op, config, wires) => {
    claim(draft, id)
    connect(draft, id, op.in, wires)
    return add(draft, {
      id,
      role: 'node',
      kind: op.kind,
      doc: op.doc,
      schema: op.out,
      ports: op.in,
      wires,
      operator: op,
      config: parseConfig(`graph ${draft.name}: node ${id}`, op.config, config),
    })
  },
  slot: ({ id, doc, out, in: ports }, wires) => {
    claim(draft, id)
    connect(draft, id, ports, wires)
    return add(draft, { id, role: 'slot', kind: 'slot', doc, schema: out, ports, wires })
  },
  feedback: (id, schema) => {
    claim(draft, id)
    if (hasEvents(schema)) fail(draft, `feedback ${id}: event columns cannot be fed back`)
    const pending: PendingFeedback = { id, schema }
    draft.feedbacks.set(id, pending)
    return { previous: { node: id, schema, delay: 1 }, close: (wire) => close(draft, pending, wire) }
  },
  sink: (id, wire) => {
    if (wire.delay || !draft.known.has(wire.node)) fail(draft, `sink ${id}: '${wire.node}' is no node`)
    if (draft.sinks.some((sink) => sink.id === id)) fail(draft, `sink '${id}' is used twice`)
    draft.sinks.push(Object.freeze({ id, node: wire.node }))
  },
})

const fail = ({ name }: { readonly name: string }, text: string): never => {
  throw new GraphError('bad-graph', `graph ${name}: ${text}`)
}

const claim = (draft: Draft<never>, id: string): void => {
  if (!/^[a-z][a-zA-Z0-9_-]*$/.test(id)) {
    fail(draft, `'${id}' is not an id (letters, digits, - and _, first a small letter)`)
  }
  if (draft.known.has(id) || draft.feedbacks.has(id)) fail(draft, `id '${id}' is used twice`)
}

const connect = (draft: Draft<never>, id: string, ports: Ports, wires: Wires<Ports>): void => {
  for (const port of Object.keys(wires)) if (!(port in ports)) fail(draft, `node ${id}: no port '${port}'`)
  for (const [port, schema] of Object.entries(ports)) {
    const wire = wires[port]
    if (!wire) {
      fail(draft, `node ${id}: port '${port}' is not wired`)
      continue
    }
    const produced = wire.delay ? draft.feedbacks.get(wire.node)?.schema : draft.known.get(wire.node)
    if (!produced) fail(draft, `node ${id}: port '${port}' is wired to '${wire.node}', which does not exist before it`)
    fits(draft, `node ${id}, port ${port}`, schema, produced ?? {})
  }
}

const add = <W extends RowSpace>(draft: Draft<W>, node: GraphNode<W>): Wire<never> => {
  draft.known.set(node.id, node.schema)
  draft.nodes.push(node)
  return { node: node.id, schema: node.schema } as Wire<never>
}

const close = (draft: Draft<never>, pending: PendingFeedback, wire: Wire<Schema>): void => {
  const { id, schema } = pending
  if (pending.producer) fail(draft, `feedback ${id} is closed twice`)
  const produced = draft.known.get(wire.node)
  if (!produced || wire.delay) fail(draft, `feedback ${id} is closed with '${wire.node}', which is no node`)
  fits(draft, `feedback ${id}`, schema, produced ?? {})
  pending.producer = wire.node
}

/** Points every feedback wire at its producer and freezes the graph. */
const finish = <W extends RowSpace>(draft: Draft<W>): Graph<W> => {
  const { name, nodes, sinks, feedbacks } = draft
  for (const feedback of feedbacks.values()) {
    if (!feedback.producer) fail(draft, `feedback ${feedback.id} is never closed`)
  }
  const resolve = (wire: Wire<Schema>): Wire<Schema> =>
    wire.delay ? Object.freeze({ ...wire, node: feedbacks.get(wire.node)?.producer as string }) : wire
  const frozen = nodes.map((node) =>
    Object.freeze({
      ...node,
      wires: Object.freeze(Object.fromEntries(Object.entries(node.wires).map(([port, wire]) => [port, resolve(wire)]))),
    }),
  )
  return Object.freeze({ name, nodes: Object.freeze(frozen), sinks: Object.freeze(sinks) })
}

const fits = (draft: { readonly name: string }, where: string, wanted: Schema, given: Schema): void => {
  for (const [column, col] of Object.entries(wanted)) {
    const have = given[column]
    if (!have) fail(draft, `${where}: the wire has no column '${column}'`)
    else if (have.kind !== col.kind || have.shape !== col.shape) {
      fail(draft, `${where}: column '${column}' is ${have.kind} ${have.shape}, needed ${col.kind} ${col.shape}`)
    }
  }
}
