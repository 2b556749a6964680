/** An answer with a newer part of it. */
import type { CandleView, Reads } from '../reads.js'

/** What channel market carries of an instrument. */
export type MarketNews = Reads['/api/pairs']['pairs'][number] & { readonly candle?: CandleView | null }

export const withPairs = (
  old: Reads['/api/pairs'],
  news: readonly MarketNews[],
  tsMs: number | null,
): Reads['/api/pairs'] => {
  const byName = new Map(news.map(({ candle: _, ...pair }) => [pair.instrument, pair]))
  return { ...old, tsMs: tsMs ?? old.tsMs, pairs: old.pairs.map((pair) => byName.get(pair.instrument) ?? pair) }
}

/** With a candle at the end, which replaces one of the same minute; as many candles as before. */
export const withCandle = (old: Reads['/api/candles'], candle: CandleView): Reads['/api/candles'] => {
  const last = old.candles.at(-1)
  if (last !== undefined && candle.tMs < last.tMs) return old
  const kept = last?.tMs === candle.tMs ? old.candles.slice(0, -1) : old.candles.slice(1)
  return { ...old, candles: [...(old.candles.length === 0 ? [] : kept), candle] }
}
