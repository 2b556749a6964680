/** Candles of a chart, oldest first, as its newest page moves on and older pages come to it. */
import type { CandleView } from '../../../data/reads.js'

/** With the newest page at the end. What no longer joins it is dropped: a hole would read as a quiet market. */
export const withNewest = (held: readonly CandleView[], page: readonly CandleView[]): readonly CandleView[] => {
  const [first] = page
  const last = held.at(-1)
  if (first === undefined || last === undefined || last.tMs < first.tMs) return page.length === 0 ? held : page
  return [...held.slice(0, placeOf(held, first.tMs)), ...page]
}

/** With a page from before the first. */
export const withOlder = (held: readonly CandleView[], page: readonly CandleView[]): readonly CandleView[] => {
  const [first] = held
  return [...(first === undefined ? page : page.slice(0, placeOf(page, first.tMs))), ...held]
}

/** The first place at or after a time. */
const placeOf = (candles: readonly CandleView[], tMs: number): number => {
  const found = candles.findIndex((candle) => candle.tMs >= tMs)
  return found < 0 ? candles.length : found
}
