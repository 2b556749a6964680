/** A small graph of the engine: the real `execution` source, one operator that wraps the policy, the order rows of the real schema. */
import { z } from 'zod'
import { defineGraph, type Graph } from '../../../graph/engine/define/define.js'
import { operator } from '../../../graph/engine/define/operator.js'
import { type Columns, type OutColumns, u8 } from '../../../graph/engine/define/schema.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { sliceLayout } from '../../../graph/engine/run/slice-layout.js'
import { decodeState, encodeState } from '../../../lib/codec.js'
import { schemas } from '../../../model/columns.js'
import { nodes } from '../../../model/nodes.js'
import { createWorld, type World } from '../../../model/world.js'
import type { OrderRow } from '../../../sinks/execution/protocol-types.js'
import { loadInstruments } from '../../../sources/instruments.js'
import type { ExecutionRow } from '../../../streams/execution/record.js'
import type { Account } from '../account.js'
import { createTrader, stepTrader, type Trader } from '../policy.js'
import { moodAt } from '../spans.js'

/** What the process knows about itself at a slice. */
export const LINK = Object.freeze({ node: 'link', schema: Object.freeze({ connected: u8.slice }) })
export const TRADER_WORLD: World = createWorld(loadInstruments(['AUD_USD', 'EUR_USD']), 'USD')

const COLUMNS = Object.keys(schemas.execution) as (keyof ExecutionRow)[]
type Execution = Columns<typeof schemas.execution>
type Orders = OutColumns<typeof schemas.order>

export const executionRowsOf = (execution: Execution, s: number): readonly ExecutionRow[] => {
  const rows: ExecutionRow[] = []
  for (let e = execution.at[s]!; e < execution.at[s + 1]!; e++) {
    const row: { [column: string]: number } = {}
    for (const column of COLUMNS) row[column] = execution[column][e]!
    rows.push(row as unknown as ExecutionRow)
  }
  return rows
}

const writeOrders = (out: Orders, from: number, count: number, orders: readonly OrderRow[]): void => {
  for (const name of ['closeUnits', 'closeAll', 'closeReason', 'approvedUnits', 'increaseReason'] as const)
    out[name].fill(0, from, from + count)
  for (const name of ['stopDistance', 'takeDistance', 'stopPrice', 'takePrice', 'priceBound'] as const)
    out[name].fill(Number.NaN, from, from + count)
  for (const { instrument, ...columns } of orders)
    for (const [name, value] of Object.entries(columns)) out[name as keyof typeof columns][from + instrument] = value
}

interface SavedTrader {
  readonly account: Account
  readonly closing: readonly number[]
}
const savedTrader = ({ account, closing }: Trader): Uint8Array =>
  encodeState({ account: { ...account }, closing: [...closing] } as never)
const loadedTrader = (saved: Uint8Array): Trader => {
  const { account, closing } = decodeState<SavedTrader>(saved)
  return { account, closing: Int8Array.from(closing) }
}

const scriptedTrader = operator({
  kind: 'scripted-trader@1',
  doc: 'Orders that depend only on the account and a seed.',
  in: { execution: schemas.execution, link: LINK.schema },
  out: schemas.order,
  config: z.strictObject({ seed: z.number() }),
  init: ({ seed }, world, saved) => ({
    seed,
    count: world.rows.length,
    trader: saved ? loadedTrader(saved) : createTrader(world.rows.length),
  }),
  save: ({ trader }) => savedTrader(trader),
  step: ({ seed, count, trader }, { tsMs }, { execution, link }, output, from, to) => {
    for (let s = from; s < to; s++) {
      const at = tsMs[s]!
      const slice = { tsMs: at, rows: executionRowsOf(execution, s), connected: link.connected[s] === 1 }
      writeOrders(output, s * count, count, stepTrader(trader, seed, slice, moodAt(at)))
    }
  },
})

/** The node has the name of the real graph's orders, so that the order protocol's own reader finds them. */
export const traderGraph = (seed: number): Graph<World> =>
  defineGraph('scripted', (g) => {
    const execution = g.source(nodes.execution.node, schemas.execution)
    const link = g.source(LINK.node, LINK.schema)
    g.sink('order', g.node(nodes.risk.node, scriptedTrader, { seed }, { execution, link }))
  })

/** Columns of a journaled slice. */
export const TRADER_LAYOUT = sliceLayout(traderGraph(0), [nodes.execution.node, LINK.node])

/** A copy of the trader between two slices. */
export const traderOf = (compiled: Compiled): Trader => loadedTrader(compiled.snapshot().nodes[0]!.bytes)
