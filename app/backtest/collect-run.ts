/** The sinks of a run folder, before the run. */
import type { Compiled } from '../../graph/engine/run/compile.js'
import { digestSink } from '../../sinks/run/digest.js'
import { collectDays } from '../../sinks/run/days.js'
import { collectEquity } from '../../sinks/run/equity.js'
import { collectFunnel } from '../../sinks/run/funnel.js'
import { collectOrders } from '../../sinks/run/orders.js'
import { collectPrices } from '../../sinks/run/prices.js'
import { collectShadowGap } from '../../sinks/run/shadow-gap.js'
import { collectTrades } from '../../sinks/run/trades.js'
import { schemas } from '../../model/columns.js'
import type { Market } from '../../sources/market.js'
import type { Settings } from '../config/settings.js'
import type { World } from '../../model/world.js'

export interface RunFacts {
  readonly compiled: Compiled<World>
  readonly market: Pick<Market, 'dataHash' | 'skipped' | 'noVolume' | 'bidOnly' | 'untraded'>
  readonly home: string
  readonly capital: number
  readonly config: Settings
  readonly versions: { readonly [part: string]: string }
  readonly verify: boolean
  readonly drawdownLimitPct: number
}

export type Collected = ReturnType<typeof collectRun>

/** `funnel` and `shadowGap` are null where the graph is not SEP: it has no guards and no shadow. */
export const collectRun = ({ compiled: { graph, world }, verify }: RunFacts) => {
  const isSep = graph.nodes.some((node) => node.id === 'risk')
  const ordersNode = { node: isSep ? 'risk' : 'flip', schema: schemas.order }
  return {
    isSep,
    digest: digestSink(graph, verify),
    orders: collectOrders(world, ordersNode.node),
    trades: collectTrades(world, ordersNode),
    equity: collectEquity(),
    prices: collectPrices(world),
    days: collectDays(),
    funnel: isSep ? collectFunnel(world) : null,
    shadowGap: isSep ? collectShadowGap(world) : null,
  }
}
