/** The trades that the page shows, picked in one pass: those with the largest results, and dots for all others. */
import type { PriceLine } from '../../../sinks/run/prices.js'
import type { TradeRow } from '../../../sinks/run/trade-row.js'

/** Maximum number of trades listed; trades.csv has all of them. */
export const LISTED = 1000
/** Trades of an instrument whose dots are large and speak on hover. */
export const NAMED = 20
/** Places for dots on a chart. */
const COLUMNS = 960
const ROWS = 240

export interface Dot {
  readonly x: number
  readonly y: number
  readonly class: 'buy' | 'sell' | 'gain' | 'loss'
}
export interface PairPicks {
  trades: number
  /** The largest results, largest first. */
  named: TradeRow[]
  /** Entries and exits of all trades, those at the same place once. */
  readonly dots: readonly Dot[]
}
export interface TradePicks {
  readonly count: number
  /** In the order of entry. */
  readonly listed: readonly TradeRow[]
  readonly pairs: ReadonlyMap<string, PairPicks>
}

export const pickTrades = (
  trades: Iterable<TradeRow>,
  prices: { readonly [instrument: string]: PriceLine },
): TradePicks => {
  let listed: TradeRow[] = []
  let count = 0
  const pairs = new Map<string, PairPicks & { readonly place: (dot: Dot) => void }>()
  for (const trade of trades) {
    count++
    listed.push(trade)
    if (listed.length > 4 * LISTED) listed = largest(listed, LISTED)
    const pair = pairs.get(trade.instrument) ?? emptyPair(prices[trade.instrument])
    pairs.set(trade.instrument, pair)
    pair.trades++
    pair.named.push(trade)
    if (pair.named.length > 8 * NAMED) pair.named = largest(pair.named, NAMED)
    pair.place({ x: trade.entryTsMs, y: trade.entryPrice, class: trade.units > 0 ? 'buy' : 'sell' })
    pair.place({ x: trade.exitTsMs, y: trade.exitPrice, class: trade.net >= 0 ? 'gain' : 'loss' })
  }
  for (const pair of pairs.values()) pair.named = largest(pair.named, NAMED)
  const picked = largest(listed, LISTED).sort((a, b) => a.entryTsMs - b.entryTsMs || a.tradeId - b.tradeId)
  return { count, listed: picked, pairs }
}

const largest = (trades: readonly TradeRow[], most: number): TradeRow[] =>
  trades.toSorted((a, b) => Math.abs(b.net) - Math.abs(a.net) || a.tradeId - b.tradeId).slice(0, most)

/** Dots are laid on a grid over the line of prices; without a line there is no chart. */
const emptyPair = (line: PriceLine | undefined) => {
  const dots: Dot[] = []
  const taken = new Set<string>()
  const [x0, x1] = [line?.tsMs[0] ?? 0, line?.tsMs.at(-1) ?? 0]
  const [low, high] = line ? extent(line.mid) : [0, 0]
  const place = (dot: Dot): void => {
    if (!line) return
    const column = Math.round(((dot.x - x0) / (x1 - x0 || 1)) * COLUMNS)
    const row = Math.round(((dot.y - low) / (high - low || 1)) * ROWS)
    const key = `${dot.class} ${column} ${row}`
    if (taken.has(key)) return
    taken.add(key)
    dots.push(dot)
  }
  return { trades: 0, named: [] as TradeRow[], dots, place }
}

const extent = (values: readonly number[]): readonly [number, number] => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}
