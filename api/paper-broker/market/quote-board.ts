/** The broker's current prices, and those it has published. */
import type { World } from '../../../model/world.js'
import type { DepthLevels } from '../../../operators/exchange/terms/depth.js'
import type { Tick } from './price-feed.js'

/** Prices kept per instrument for candles shorter than a minute: over a day at twelve per minute. */
const KEPT = 20_000

export interface PublishedPrices {
  readonly tsMs: number[]
  readonly bid: number[]
  readonly ask: number[]
}

export interface QuoteBoard {
  readonly world: World
  /** Levels behind the best price; null: one, good for any size. */
  readonly depth: DepthLevels | null
  /** By instrument; NaN before the first price. */
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly tsMs: Float64Array
  /** 1 while the market is open and a price is known. */
  readonly tradeable: Uint8Array
  /** Quote currency -> home at mid; NaN without a priced pair that converts. */
  readonly homeRate: Float64Array
  /** Published prices by instrument, in order of time. */
  readonly published: readonly PublishedPrices[]
  /** Publishes a price. */
  put(tick: Tick): void
  /** Sets a price from before the start without publishing it. */
  seed(tick: Tick): void
  /** Rate of a currency to home at mid; 1 for home itself, NaN where unknown. */
  rateToHome(currency: string): number
}

export const createQuoteBoard = (world: World, depth: DepthLevels | null = null): QuoteBoard => {
  const count = world.instruments.length
  const column = () => new Float64Array(count).fill(Number.NaN)
  const bid = column()
  const ask = column()
  const tsMs = column()
  const homeRate = column()
  const published = world.instruments.map((): PublishedPrices => ({ tsMs: [], bid: [], ask: [] }))
  const indexOf = new Map(world.instruments.map(({ name }, k) => [name, k]))

  const mid = (name: string): number => {
    const k = indexOf.get(name)
    return k === undefined ? Number.NaN : (bid[k]! + ask[k]!) / 2
  }
  const rateToHome = (currency: string): number => {
    if (currency === world.home) return 1
    const direct = mid(`${currency}_${world.home}`)
    return Number.isNaN(direct) ? 1 / mid(`${world.home}_${currency}`) : direct
  }
  const seed = (tick: Tick): void => {
    bid[tick.k] = tick.bid
    ask[tick.k] = tick.ask
    tsMs[tick.k] = tick.tsMs
    for (const [k, { quote }] of world.instruments.entries()) homeRate[k] = rateToHome(quote)
  }
  return {
    world,
    depth,
    bid,
    ask,
    tsMs,
    tradeable: new Uint8Array(count),
    homeRate,
    published,
    seed,
    rateToHome,
    put: (tick) => {
      seed(tick)
      const kept = published[tick.k]!
      kept.tsMs.push(tick.tsMs)
      kept.bid.push(tick.bid)
      kept.ask.push(tick.ask)
      if (kept.tsMs.length < 2 * KEPT) return
      for (const list of [kept.tsMs, kept.bid, kept.ask]) list.splice(0, KEPT)
    },
  }
}
