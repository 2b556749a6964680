/** Runs a group of trials as one merged graph and gives each trial's trades. */
import { merge, type Merged } from '../../graph/engine/define/merge.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { schemas } from '../../model/columns.js'
import type { World } from '../../model/world.js'
import { shadowTradesSchema } from '../../operators/trial/shadow-trades.js'
import { KERNEL_VERSION } from '../../native-rs/kernel-version.js'
import { collectShadowTrades, SHADOW_TRADE_COLUMNS } from '../../sinks/run/shadow-trades.js'
import { collectEventTrades } from '../../sinks/trials/event-trades.js'
import { collectPortfolioTrades, PORTFOLIO_TRADE_COLUMNS } from '../../sinks/trials/portfolio-trades.js'
import type { Market } from '../../sources/market.js'
import { replay } from '../backtest/replay.js'
import { orderNodeOf } from '../config/graph-parts.js'
import type { PreparedTrial } from './prepare-trial.js'
import { isTradesOnly } from './trades/trades-only.js'
import type { TrialGroup } from './trial-groups.js'
import type { TrialTrades } from './trades/trial-trades.js'

interface Collector extends FrameSink, TrialTrades {
  /** Columns of its node. */
  readonly reads: readonly string[]
}

export type GroupOutcome = 'aborted' | 'too-many-trades' | ((trial: PreparedTrial) => TrialTrades)

/** `tradesMax`: a group with more trades is stopped. */
export const runGroup = async (
  { trials, capacity, toMs, tradeFromMs, fillTrades }: TrialGroup,
  market: Market,
  signal: AbortSignal,
  tradesMax: number,
): Promise<GroupOutcome> => {
  const merged = merge(
    trials.map(({ input }) => input),
    KERNEL_VERSION,
  )
  const nodeOf = new Map(trials.map((one, i) => [one, merged.ids[i]?.get(one.target) as string]))
  const collectors = collectorsOf(trials, merged, market.world)
  const stop = new AbortController()
  // Not AbortSignal.any: it keeps every group alive as long as the signal of the sweep.
  const onAbort = () => stop.abort()
  signal.addEventListener('abort', onAbort)
  const held = () => [...collectors.values()].reduce((sum, { kept }) => sum + kept.count, 0)
  await replay({
    market,
    graph: merged.graph,
    bindings: merged.bindings,
    kernelVersion: KERNEL_VERSION,
    capacity,
    ...(tradeFromMs === null ? {} : { tradeFromMs }),
    fillTrades,
    toMs,
    reads: (node, column) => collectors.get(node)?.reads.includes(column) ?? false,
    sinks: () => [...collectors.values()],
    signal: stop.signal,
    onFrame: () => {
      if (held() > tradesMax) stop.abort()
    },
  }).finally(() => signal.removeEventListener('abort', onAbort))
  if (signal.aborted) return 'aborted'
  if (stop.signal.aborted) return 'too-many-trades'
  return (one) => collectors.get(nodeOf.get(one) as string) as Collector
}

/** By node: trials with the same target share one. */
const collectorsOf = (
  trials: readonly PreparedTrial[],
  { ids }: Merged<World>,
  world: World,
): ReadonlyMap<string, Collector> => {
  const collectors = new Map<string, Collector>()
  for (const [i, { kind, target, input }] of trials.entries()) {
    const idOf = (node: string) => ids[i]?.get(node) as string
    const id = idOf(target)
    if (collectors.has(id)) continue
    collectors.set(
      id,
      kind === 'shadow'
        ? shadowOf(world, id, isTradesOnly(input.graph))
        : portfolioOf(world, id, idOf(orderNodeOf(input.graph) as string)),
    )
  }
  return collectors
}

const shadowOf = (world: World, id: string, tradesAlone: boolean): Collector => {
  const { kept, write } = tradesAlone
    ? collectEventTrades({ node: id, schema: shadowTradesSchema })
    : collectShadowTrades(world, { node: id, schema: schemas.shadow })
  return { kept, open: [], write, reads: SHADOW_TRADE_COLUMNS }
}

const portfolioOf = (world: World, account: string, orders: string): Collector => {
  const trades = collectPortfolioTrades(
    world,
    { node: account, schema: schemas.account },
    { node: orders, schema: schemas.order },
  )
  return Object.assign(trades, { reads: PORTFOLIO_TRADE_COLUMNS })
}
