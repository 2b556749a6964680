/** What a run of SEP's graphs can be reduced to, as a library: `import { collectTrades } from 'sep/sinks'`. */
export type { OrderLine } from '../streams/decisions/order-lines.js'
export {
  collectMarketColumns,
  MARKET_COLUMNS,
  type MarketCollector,
  type MarketColumn,
  type MarketColumns,
} from './market-columns.js'
export type { CauseCost } from './run/cost-ledger.js'
export { toCsv } from './run/csv.js'
export { collectDays, type DayCollector, type RunCounts } from './run/days.js'
export { type DigestSink, digestSink } from './run/digest.js'
export { collectEquity, type EquityCollector, type EquityRow, type Exposure } from './run/equity.js'
export { type FileContent, writeFolder } from './run/folder.js'
export { collectFunnel, type FunnelCollector, type PairFunnel } from './run/funnel.js'
export { collectOrders, type OrderCollector } from './run/orders.js'
export { collectPrices, type PriceCollector, type PriceLine } from './run/prices.js'
export { collectShadowGap, type ShadowGapCollector, type ShadowGapRow } from './run/shadow-gap.js'
export type { TradeRow } from './run/trade-row.js'
export { collectTrades, type OnTrade, type TradeCollector } from './run/trades.js'
