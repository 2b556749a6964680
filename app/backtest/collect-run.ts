/** The sinks of a run folder, before the run. */
import type { Compiled } from '../../graph/engine/run/compile.js'
import { schemas } from '../../model/columns.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import { collectDays } from '../../sinks/run/days.js'
import { digestSink } from '../../sinks/run/digest.js'
import { collectEquity, type EquityCollector } from '../../sinks/run/equity.js'
import { collectFunnel } from '../../sinks/run/funnel.js'
import { collectHeldWeights } from '../../sinks/run/held-weights.js'
import { collectOrders, type OrderCollector } from '../../sinks/run/orders.js'
import { collectPrices } from '../../sinks/run/prices.js'
import { collectQuoteResults } from '../../sinks/run/quote-results.js'
import { collectShadowTrades, type ShadowTradeCollector } from '../../sinks/run/shadow-trades.js'
import { hasSepNodes, orderNodeOf, tradesFixedUnits } from '../config/graph-parts.js'
import type { GraphProgram } from '../config/graph-program.js'
import { collectEvidence } from './collect-evidence.js'
import type { MarketFacts } from './market-statements.js'
import { practiceTwin } from './practice-twin.js'
import { recordTexts } from './record-texts.js'
import { NO_TRADES, recordTrades } from './record-trades.js'

export interface RunFacts {
  readonly compiled: Compiled<World>
  readonly market: MarketFacts
  readonly home: string
  readonly program: GraphProgram
  readonly versions: { readonly [part: string]: string }
  readonly verify: boolean
  /** Slices up to it only warm up; default: none does. */
  readonly tradeFromMs?: number | undefined
  /** The command line that repeats the run. */
  readonly command?: string | undefined
  /** Folder of scratch files; default: that of the system. */
  readonly scratch?: string
  /** False where nobody will ask for the files: then no line of theirs is made. */
  readonly withFiles?: boolean
}

export type Collected = ReturnType<typeof collectRun>

/** `funnel` and `shadowGap` are null if the graph lacks nodes that they read. Without a broker there are neither orders nor an account. */
export const collectRun = ({
  compiled,
  program,
  verify,
  tradeFromMs = Number.NEGATIVE_INFINITY,
  scratch,
  withFiles = true,
}: RunFacts & { readonly scratch: string }) => {
  const { graph, world } = compiled
  const orders = orderNodeOf(graph)
  const texts = recordTexts(world, scratch)
  return {
    digest: digestSink(graph, verify),
    orders: orders === null ? NO_ORDERS : collectOrders(world, orders, tradeFromMs, withFiles ? texts.order : ignored),
    texts,
    trades: orders === null ? NO_TRADES : recordTrades(world, { node: orders, schema: schemas.order }, scratch),
    equity: orders === null ? NO_EQUITY : collectEquity(tradeFromMs),
    prices: hasSepNodes(graph, 'candle', 'quote') ? collectPrices(world, tradeFromMs) : NO_PRICES,
    days: collectDays(tradeFromMs),
    funnel: hasSepNodes(graph, ...FUNNEL_NODES) ? collectFunnel(world, tradeFromMs) : null,
    held: hasSepNodes(graph, 'allocate') ? collectHeldWeights(tradeFromMs) : null,
    practice: practiceTwin(compiled, program, tradeFromMs),
    shadow: hasSepNodes(graph, 'shadow')
      ? collectShadowTrades(world, nodes.shadow, { fromMs: tradeFromMs }, withFiles ? texts.shadowTrade : ignored)
      : NO_SHADOW,
    quote: tradesFixedUnits(graph) ? collectQuoteResults(world, nodes.broker, { fromMs: tradeFromMs }) : null,
    ...collectEvidence(graph, world, tradeFromMs),
  }
}

const ignored = (): void => {}

const FUNNEL_NODES = [
  ...(['candle', 'qfh', 'guards', 'direction', 'gates', 'allocate', 'shadow'] as const),
  ...(['strategy', 'risk', 'broker'] as const),
]

const NO_ORDERS: OrderCollector = { lines: [], count: () => 0, refused: {}, trimmed: {}, write: () => {} }
const NO_SHADOW: ShadowTradeCollector = {
  kept: { count: 0, numbers: new Float64Array(0), codes: new Uint8Array(0) },
  rows: [],
  write: () => {},
}
const NO_EQUITY: EquityCollector = {
  rows: () => [],
  drawdownMaxPct: () => 0,
  exposure: () => ({ inMarket: Number.NaN, meanNav: 0, maxNav: 0 }),
  write: () => {},
}
const NO_PRICES = { lines: {}, write: () => {} }
