/** Declares a graph as frozen data. A wire can only name a node that exists already, so the list is a topological order. */
import type { z } from 'zod'
import { GraphError } from '../errors.js'
import type { Operator, Slot } from './operator.js'
import { hasEvents, type Ports, type Schema } from './schema.js'

/** The output of a node, or what a feedback carried out of the previous slice. */
export interface Wire<S extends Schema> {
  readonly node: string
  readonly schema: S
  /** Set on feedback wires: one slice later. */
  readonly delay?: 1
}
/** Structural: a wire with more columns than the port asks for fits. */
export type Wires<I extends Ports> = { readonly [P in keyof I]: Wire<I[P]> }
// biome-ignore lint/suspicious/noExplicitAny: the list of nodes erases the operators' types; the builder has checked them.
export type AnyOperator = Operator<any, any, any, any, any>

export interface GraphNode {
  readonly id: string
  readonly role: 'source' | 'node' | 'slot'
  readonly kind: string
  readonly doc: string
  readonly schema: Schema
  readonly ports: Ports
  /** Port -> wire. `node` of a delayed wire is the feedback's producer. */
  readonly wires: { readonly [port: string]: Wire<Schema> }
  readonly operator?: AnyOperator
  /** Resolved (parsed, defaults filled) configuration. */
  readonly config?: unknown
}
export interface GraphSink {
  readonly id: string
  readonly node: string
}
export interface Graph {
  readonly name: string
  readonly nodes: readonly GraphNode[]
  readonly sinks: readonly GraphSink[]
}

export interface GraphBuilder {
  source<const S extends Schema>(id: string, schema: S): Wire<S>
  node<I extends Ports, O extends Schema, Z extends z.ZodType>(
    id: string,
    // biome-ignore lint/suspicious/noExplicitAny: the state is private to the operator.
    op: Operator<I, O, Z, any, any>,
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

/** Builds and freezes a graph; a mistake in a graph made at run time is a `bad-graph` error that names node and port. */
export const defineGraph = (name: string, build: (g: GraphBuilder) => void): Graph => {
  const nodes: GraphNode[] = []
  const sinks: GraphSink[] = []
  const known = new Map<string, Schema>()
  const feedbacks = new Map<string, PendingFeedback>()
  const fail = (text: string): never => {
    throw new GraphError('bad-graph', `graph ${name}: ${text}`)
  }
  const claim = (id: string) => {
    if (!/^[a-z][a-zA-Z0-9_-]*$/.test(id)) fail(`'${id}' is not an id (letters, digits, - and _, first a small letter)`)
    if (known.has(id) || feedbacks.has(id)) fail(`id '${id}' is used twice`)
  }
  const connect = (id: string, ports: Ports, wires: Wires<Ports>) => {
    for (const port of Object.keys(wires)) if (!(port in ports)) fail(`node ${id}: no port '${port}'`)
    for (const [port, schema] of Object.entries(ports)) {
      const wire = wires[port]
      if (!wire) {
        fail(`node ${id}: port '${port}' is not wired`)
        continue
      }
      const produced = wire.delay ? feedbacks.get(wire.node)?.schema : known.get(wire.node)
      if (!produced) fail(`node ${id}: port '${port}' is wired to '${wire.node}', which does not exist before it`)
      fits(`node ${id}, port ${port}`, schema, produced ?? {}, fail)
    }
  }
  const parse = (id: string, schema: z.ZodType, config: unknown): unknown => {
    const parsed = schema.safeParse(config)
    if (parsed.success) return parsed.data
    const issue = parsed.error.issues[0]
    throw new GraphError('bad-graph', `graph ${name}: node ${id}: config ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const add = (node: GraphNode) => {
    known.set(node.id, node.schema)
    nodes.push(node)
    return { node: node.id, schema: node.schema } as Wire<never>
  }
  build({
    source: (id, schema) => {
      claim(id)
      return add({ id, role: 'source', kind: 'source', doc: '', schema, ports: {}, wires: {} })
    },
    node: (id, op, config, wires) => {
      claim(id)
      connect(id, op.in, wires)
      const resolved = parse(id, op.config, config)
      return add({
        id,
        role: 'node',
        kind: op.kind,
        doc: op.doc,
        schema: op.out,
        ports: op.in,
        wires,
        operator: op,
        config: resolved,
      })
    },
    slot: (slot, wires) => {
      claim(slot.id)
      connect(slot.id, slot.in, wires)
      return add({ id: slot.id, role: 'slot', kind: 'slot', doc: slot.doc, schema: slot.out, ports: slot.in, wires })
    },
    feedback: (id, schema) => {
      claim(id)
      if (hasEvents(schema)) fail(`feedback ${id}: event columns cannot be fed back`)
      const pending: PendingFeedback = { id, schema }
      feedbacks.set(id, pending)
      return {
        previous: { node: id, schema, delay: 1 },
        close: (wire) => {
          if (pending.producer) fail(`feedback ${id} is closed twice`)
          const produced = known.get(wire.node)
          if (!produced || wire.delay) fail(`feedback ${id} is closed with '${wire.node}', which is no node`)
          fits(`feedback ${id}`, schema, produced ?? {}, fail)
          pending.producer = wire.node
        },
      }
    },
    sink: (id, wire) => {
      if (wire.delay || !known.has(wire.node)) fail(`sink ${id}: '${wire.node}' is no node`)
      if (sinks.some((sink) => sink.id === id)) fail(`sink '${id}' is used twice`)
      sinks.push(Object.freeze({ id, node: wire.node }))
    },
  })
  for (const feedback of feedbacks.values()) if (!feedback.producer) fail(`feedback ${feedback.id} is never closed`)
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

const fits = (where: string, wanted: Schema, given: Schema, fail: (text: string) => never): void => {
  for (const [column, col] of Object.entries(wanted)) {
    const have = given[column]
    if (!have) fail(`${where}: the wire has no column '${column}'`)
    else if (have.kind !== col.kind || have.shape !== col.shape) {
      fail(`${where}: column '${column}' is ${have.kind} ${have.shape}, needed ${col.kind} ${col.shape}`)
    }
  }
}
