/** Explains an order or its absence: walks from the last gate back along the wires to the candle. */
import type { Graph, GraphNode } from '../engine/define/define.js'
import { assert } from '../../lib/errors.js'
import type { RecordedSlice } from '../engine/run/record-slices.js'
import { type Look, stepText } from './step-text.js'
import { verdict } from './verdict.js'
import type { World } from '../../model/world.js'

export interface ExplanationStep {
  readonly node: string
  readonly kind: string
  readonly says: string
  /** The instrument's row columns and the slice columns. */
  readonly values: { readonly [column: string]: number }
}
export interface Explanation {
  readonly tsMs: number
  readonly instrument: string
  /** The answer in one sentence. */
  readonly verdict: string
  /** From the node that orders back to the candle: every node that contributed in this slice, each before its own inputs. */
  readonly steps: readonly ExplanationStep[]
}
/** Explains one instrument of one recorded slice, starting at `from`, the node that orders. */
export const explain = (
  graph: Graph,
  world: World,
  slice: RecordedSlice,
  instrument: string,
  from = 'risk',
): Explanation => {
  const k = world.instruments.findIndex(({ name }) => name === instrument)
  assert(k >= 0, `${instrument} is an instrument of the run`)
  assert(
    graph.nodes.some(({ id }) => id === from),
    `${from} is a node of the graph`,
  )
  const causes = causesOf(graph, from)
  const values = new Map(causes.map((node) => [node.id, valuesOf(node, slice, k)]))
  const look: Look = (node, column) => values.get(node)?.[column] ?? Number.NaN
  const steps = causes.map(({ id, kind }) => {
    const own = values.get(id) ?? {}
    return { node: id, kind, says: stepText(id, own, look), values: own }
  })
  // Only SEP's graph has a last gate whose masks and reasons make a sentence.
  const answer = from === 'risk' ? verdict(look) : `${from}: ${steps[0]?.says}`
  return { tsMs: slice.tsMs, instrument, verdict: answer, steps }
}

/** Nodes from which `from` can be reached within a slice, last first: a value carried by a feedback is history, not a cause. */
const causesOf = (graph: Graph, from: string): readonly GraphNode[] => {
  const reached = new Set([from])
  const backwards = [...graph.nodes].reverse()
  for (const node of backwards) {
    if (!reached.has(node.id)) continue
    for (const wire of Object.values(node.wires)) if (!wire.delay) reached.add(wire.node)
  }
  return backwards.filter((node) => reached.has(node.id))
}

const valuesOf = (node: GraphNode, slice: RecordedSlice, k: number): { readonly [column: string]: number } =>
  Object.fromEntries(
    Object.entries(node.schema)
      .filter(([, col]) => col.shape !== 'event')
      .map(([name, col]) => [name, slice.nodes[node.id]?.[name]?.[col.shape === 'row' ? k : 0] ?? Number.NaN]),
  )
