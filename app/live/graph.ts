/** The graph of a live pipeline, and what stands in its broker's slot. */
import type { Graph } from '../../graph/engine/define/define.js'
import { bind, type Binding } from '../../graph/engine/define/operator.js'
import { reachingWithout } from '../../graph/engine/define/topology.js'
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import { sep } from '../../graph/sep.js'
import type { BrokerAccount } from '../../model/broker-client.js'
import { brokerSlot } from '../../model/broker-slot.js'
import { schemas } from '../../model/columns.js'
import { SepError } from '../../model/error-codes.js'
import type { World } from '../../model/world.js'
import { divisionOf } from '../../operators/exchange/terms/division.js'
import { liveBroker } from '../../operators/live-broker.js'
import { hasSepNodes, orderNodeOf } from '../config/graph-parts.js'
import type { GraphProgram } from '../config/graph-program.js'
import type { Settings } from '../config/settings.js'
import { widenedIn } from './time-scaling.js'

export interface LiveGraph {
  readonly graph: Graph<World>
  /** What a replay builds it from again. */
  readonly config: unknown
}

/** Settings for the account: one that may hold both sides of an instrument is never of the US division. */
export const withDivision = (settings: Settings, { hedging }: Pick<BrokerAccount, 'hedging'>): Settings => {
  const { broker, risk } = settings
  const division = divisionOf(broker.division, hedging)
  if (division === broker.division) return settings
  return { ...settings, broker: { ...broker, division }, risk: { ...risk, division } }
}

/** Of the settings in force, or of a user's file; `given`: the settings before the pace widened them. */
export const liveGraph = (settings: Settings, own?: GraphProgram, given?: Settings): LiveGraph => {
  if (!own) return { graph: checkLiveGraph(sep(settings)), config: settings }
  const config = settings === given ? own.settings : widenedIn(own.settings, settings)
  return { graph: checkLiveGraph(own.build(config)), config }
}

/** What the slicer fills and the live broker stands in for, by node id. */
const REAL = Object.freeze({
  candle: { role: 'source', schema: schemas.candle },
  quote: { role: 'source', schema: schemas.quote },
  control: { role: 'source', schema: schemas.control },
  execution: { role: 'source', schema: schemas.execution },
  broker: { role: 'slot', schema: brokerSlot.out },
} as const)

/** Ports of the money path, by node id: the real account, market and switches, of this slice. */
const WIRES = Object.freeze({
  broker: { candle: 'candle', quote: 'quote', execution: 'execution' },
  risk: { account: 'broker', quote: 'quote', control: 'control' },
})

/** Orders may reach the broker through SEP's risk guards only, which must see the real account, quotes and kill switch. */
export const checkLiveGraph = (graph: Graph<World>): Graph<World> => {
  const fail = (text: string) => new SepError('bad-argument', `graph ${graph.name} cannot trade live: ${text}`)
  for (const [id, { role, schema }] of Object.entries(REAL)) {
    const node = graph.nodes.find((each) => each.id === id)
    if (node && (node.role !== role || canonicalJson(node.schema) !== canonicalJson(schema)))
      throw fail(`its node ${id} is not SEP's ${role} ${id}`)
  }
  if (orderNodeOf(graph) === null) throw fail('it has no broker')
  const risk = graph.nodes.find(({ id }) => id === 'risk')
  if (risk?.role !== 'node' || !hasSepNodes(graph, 'risk')) throw fail("its node risk is not SEP's riskGuards")
  const loose = reachingWithout(graph, 'broker', 'order', 'risk')
  if (loose.length > 0) throw fail(`orders reach the broker around node risk: from ${loose.join(', ')}`)
  for (const [id, ports] of Object.entries(WIRES)) {
    const wires = graph.nodes.find((each) => each.id === id)?.wires
    for (const [port, node] of Object.entries(ports))
      if (wires?.[port]?.node !== node || wires[port].delay)
        throw fail(`port ${port} of node ${id} must be wired to ${node}`)
  }
  return graph
}

/** Holds nothing of the account's state: a later start must fit the snapshots of this one. The first slice brings the balance. */
export const liveBindings = ({ broker }: Settings): readonly Binding<World>[] => {
  const { conversionFee, accountMarginRate } = broker
  return [bind(brokerSlot, liveBroker, { conversionFee, accountMarginRate })]
}
