/** The prices a broker knows when it starts. */
import { gridScale, onGrid } from '../../../operators/grid.js'
import type { QuoteBoard } from './quote-board.js'
import type { PriceFeed } from './price-feed.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

/** An older price does not open a market. */
const FRESH_MS = 5 * MINUTE_MS

/** Seeds the close of the last minute before the start, then publishes the prices of the starting minute so far. */
export const seedBoard = (board: QuoteBoard, feed: PriceFeed, startMs: number): void => {
  const { instruments } = board.world
  const minuteMs = Math.floor(startMs / MINUTE_MS) * MINUTE_MS
  for (const [k, minutes] of feed.minutes.entries()) {
    const row = minutes.firstAt(minuteMs) - 1
    if (row < 0) continue
    const { tMs, bc, ac } = minutes.columns
    const scale = gridScale(instruments[k]!.displayPrecision)
    board.seed({ k, tsMs: tMs[row]! + MINUTE_MS - 1, bid: onGrid(bc[row]!, scale), ask: onGrid(ac[row]!, scale) })
  }
  while (feed.nextMs() < startMs) board.put(feed.take())
  for (let k = 0; k < instruments.length; k++)
    board.tradeable[k] = startMs - board.tsMs[k]! < FRESH_MS && feed.isOpen(k, startMs) ? 1 : 0
}
