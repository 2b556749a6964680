/** A graph that gives the trades of its shadow alone: a sweep asks for nothing else, and passes over slices in which nothing happens. */
import { ancestors } from '../../../graph/engine/define/ancestors.js'
import type { Graph, GraphNode, Wire } from '../../../graph/engine/define/define.js'
import type { AnyOperator } from '../../../graph/engine/define/operator.js'
import type { Schema } from '../../../graph/engine/define/schema.js'
import { canonicalJson, sha256 } from '../../../graph/engine/hash/hash.js'
import type { World } from '../../../model/world.js'
import { blockRanges } from '../../../operators/trial/block-ranges.js'
import { blockSlopes } from '../../../operators/trial/block-slopes.js'
import { blockWishes } from '../../../operators/trial/block-wishes.js'
import { shadowTrades } from '../../../operators/trial/shadow-trades.js'
import type { PreparedTrial } from '../prepare-trial.js'

type Input = PreparedTrial['input']

/**
 * `input` with `shadowTrades` in the place of its shadow, which keeps id and hash, behind the blocks that it reads. Null where something
 * that the shadow depends on reads the shadow itself.
 */
export const tradesOnly = ({ graph, bindings, targets, hashes }: Input): Input | null => {
  const wanted = ancestors(graph, targets)
  const kept = graph.nodes.filter(({ id }) => wanted.has(id))
  const shadow = kept.find(({ id }) => id === 'shadow') as GraphNode<World>
  if (kept.some(({ wires }) => Object.values(wires).some(({ node }) => node === 'shadow'))) return null
  const { candle, quote, session, dir, guard } = shadow.wires as { readonly [port: string]: Wire<Schema> }
  const own = new Map(hashes)
  const add = (
    id: string,
    operator: AnyOperator<World>,
    wires: { readonly [port: string]: Wire<Schema> | undefined },
  ) => {
    const node = nodeOf(freeId(id, own), operator, wires as GraphNode['wires'], {})
    const producers = Object.entries(node.wires).map(([port, wire]) => [port, own.get(wire.node), wire.delay ?? 0])
    own.set(node.id, sha256(canonicalJson([operator.kind, producers] as never)))
    return node
  }
  const ranges = add('ranges', blockRanges, { candle, quote, session })
  const block = { node: ranges.id, schema: ranges.schema }
  const slopes = add('slopes', blockSlopes, { block, dir })
  const wishes = add('wishes', blockWishes, { block, dir, guard })
  const trades = nodeOf(
    'shadow',
    shadowTrades,
    {
      ...shadow.wires,
      block,
      slopes: { node: slopes.id, schema: slopes.schema },
      wishes: { node: wishes.id, schema: wishes.schema },
    },
    shadow.config,
  )
  const nodes = [...kept.filter((node) => node !== shadow), ranges, slopes, wishes, trades]
  return { graph: { name: graph.name, nodes, sinks: [] }, bindings, targets, hashes: own }
}

const nodeOf = (
  id: string,
  operator: AnyOperator<World>,
  wires: GraphNode['wires'],
  config: unknown,
): GraphNode<World> => ({
  ...{ id, role: 'node', kind: operator.kind, doc: operator.doc, schema: operator.out, ports: operator.in },
  ...{ wires, operator, config },
})

const freeId = (id: string, taken: ReadonlyMap<string, string>): string =>
  taken.has(id) ? freeId(`${id}-`, taken) : id

export const isTradesOnly = ({ nodes }: Graph): boolean =>
  nodes.some(({ id, kind }) => id === 'shadow' && kind === shadowTrades.kind)
