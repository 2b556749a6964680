/** What channel market brought since it was last drained: of each pair the newest figures, and every candle. */
import type { CandleView } from '../reads.js'
import type { MarketNews } from './merged.js'

export interface MarketDrain {
  readonly pairs: readonly MarketNews[]
  /** Oldest first. */
  readonly candles: ReadonlyMap<string, readonly CandleView[]>
  /** Instruments of which candles were left out: these must be asked for. */
  readonly missed: ReadonlySet<string>
}
export interface PendingMarket {
  /** `stands`: the message stands for others that a slow reader did not get. */
  readonly take: (news: MarketNews, stands: boolean) => void
  readonly drain: () => MarketDrain
}

/** A tab in the background draws nothing for hours: more candles than these are rather asked for. */
const MOST = 500

export const pendingMarket = (): PendingMarket => {
  const held = {
    pairs: new Map<string, MarketNews>(),
    candles: new Map<string, CandleView[]>(),
    missed: new Set<string>(),
  }
  return {
    take: (news, stands) => {
      const { instrument, candle } = news
      held.pairs.set(instrument, news)
      if (!candle) return
      const rows = held.candles.get(instrument) ?? []
      held.candles.set(instrument, rows)
      if (rows.at(-1)?.tMs === candle.tMs) rows.pop()
      rows.push(candle)
      if (stands || rows.length > MOST) held.missed.add(instrument)
      if (held.missed.has(instrument)) rows.splice(0, rows.length - 1)
    },
    drain: () => {
      const { pairs, candles, missed } = { ...held }
      Object.assign(held, { pairs: new Map(), candles: new Map(), missed: new Set() })
      return { pairs: [...pairs.values()], candles, missed }
    },
  }
}

export const isNews = (data: unknown): data is MarketNews =>
  typeof data === 'object' && data !== null && 'instrument' in data && 'displayPrecision' in data
