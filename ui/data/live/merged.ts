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

/** With candles at the end, oldest first; one of the same minute replaces the last. At most `most` are kept. */
export const withCandles = (
  old: Reads['/api/candles'],
  news: readonly CandleView[],
  most: number,
): Reads['/api/candles'] => {
  const [first] = news
  const last = old.candles.at(-1)
  if (first === undefined || (last !== undefined && first.tMs < last.tMs)) return old
  const kept = last?.tMs === first.tMs ? old.candles.slice(0, -1) : old.candles
  return { ...old, candles: [...kept, ...news].slice(-most) }
}
