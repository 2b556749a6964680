/** What a graph has of SEP: reports, pages, alarms and mirrors read those nodes, and do without the others. */
import type { Graph } from '../../graph/engine/define/define.js'
import type { nodes } from '../../model/nodes.js'
import { allocate } from '../../operators/allocate.js'
import { direction } from '../../operators/direction.js'
import { marketGuards } from '../../operators/market-guards.js'
import { orders } from '../../operators/orders.js'
import { performance } from '../../operators/performance.js'
import { qbsa } from '../../operators/qbsa.js'
import { qfh } from '../../operators/qfh.js'
import { riskGuards } from '../../operators/risk-guards.js'
import { rollingGates } from '../../operators/rolling-gates.js'
import { sessionCalendar } from '../../operators/session-calendar.js'
import { shadowStrategy } from '../../operators/shadow-strategy.js'
import { size } from '../../operators/size.js'
import { strategy } from '../../operators/strategy.js'
import { resolveSettings, type Settings } from './settings.js'

/** Kinds of SEP's operators by node id of graph/sep.ts. */
const KINDS: Readonly<Record<string, string>> = Object.freeze({
  session: sessionCalendar.kind,
  qbsa: qbsa.kind,
  qfh: qfh.kind,
  direction: direction.kind,
  guards: marketGuards.kind,
  shadow: shadowStrategy.kind,
  gates: rollingGates.kind,
  allocate: allocate.kind,
  strategy: strategy.kind,
  size: size.kind,
  orders: orders.kind,
  risk: riskGuards.kind,
  performance: performance.kind,
})
export type SepNode = keyof typeof nodes

/** True if the graph has each of these nodes with SEP's operator; sources and the broker are SEP's by their id. */
export const hasSepNodes = (graph: Graph, ...ids: readonly SepNode[]): boolean =>
  ids.every((id) => isSepNode(graph, id))

/** True if trades are made in gated and in filled places. */
export const hasPlaces = (graph: Graph): boolean => hasSepNodes(graph, 'allocate')

/** Those of `ids` that the graph lacks, or has with another operator. */
export const lacksSepNodes = (graph: Graph, ids: readonly SepNode[]): readonly SepNode[] =>
  ids.filter((id) => !isSepNode(graph, id))

/** The resolved settings of SEP's operator at node `id`; null if the graph has none there. */
export const configOf = <N extends SepNode & keyof Settings>(graph: Graph, id: N): Settings[N] | null =>
  isSepNode(graph, id) ? (nodeOf(graph, id)?.config as Settings[N]) : null

/** Settings of all of SEP as a graph has them: those of its nodes, the defaults of the nodes that it lacks. */
export const sepSettingsOf = (graph: Graph, { run, broker }: Pick<Settings, 'run' | 'broker'>): Settings => {
  const own = Object.keys(KINDS).flatMap((id) => {
    const config = configOf(graph, id as SepNode & keyof Settings)
    return config ? [[id, config] as const] : []
  })
  return { ...resolveSettings(), ...Object.fromEntries(own), run, broker }
}

/** The node whose orders go to the broker; null if the graph has no broker. */
export const orderNodeOf = (graph: Graph): string | null => nodeOf(graph, 'broker')?.wires['order']?.node ?? null

/** True if its units do not follow an account: its result in quote currency can be compared with other engines'. */
export const tradesFixedUnits = (graph: Graph): boolean => orderNodeOf(graph) !== null && !hasSepNodes(graph, 'size')

const nodeOf = (graph: Graph, id: string) => graph.nodes.find((node) => node.id === id)

const isSepNode = (graph: Graph, id: SepNode): boolean => {
  const node = nodeOf(graph, id)
  // A source stands for a node that another part of a cut graph steps.
  return node !== undefined && (node.role === 'source' || KINDS[id] === undefined || node.kind === KINDS[id])
}
