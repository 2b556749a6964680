/** The prices of one minute, derived from its candle: open, extremes, close, and steps between them. */
import { onGrid } from '../../../operators/grid.js'
import type { MinuteColumns } from './minute-columns.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

export interface MinutePrices {
  readonly tsMs: readonly number[]
  readonly bid: readonly number[]
  readonly ask: readonly number[]
}

/** One price every five seconds, if the minute has that many. */
const MOST_PRICES = 12
/** Offsets, so that instruments do not quote at the same moment. */
const PHASES = 50
const PHASE_MS = 20

/**
 * Prices of row `row`, all within its minute and on the grid of `scale`. The last one is the close, and no side leaves its own
 * range.
 * A rising minute falls first, a falling one rises first: a fixed rule, so that a candle always gives the same prices.
 */
export const minutePrices = (minutes: MinuteColumns, row: number, scale: number, k: number): MinutePrices => {
  const { tMs, v, bo, bh, bl, bc, ao, ah, al, ac } = minutes.columns
  const low = [bl[row]!, al[row]!] as const
  const high = [bh[row]!, ah[row]!] as const
  const rising = bc[row]! >= bo[row]!
  const corners = withoutRepeats(
    [[bo[row]!, ao[row]!] as const, ...(rising ? [low, high] : [high, low]), [bc[row]!, ac[row]!] as const],
    scale,
  )
  const wanted = Math.min(MOST_PRICES, v[row]! > 0 ? v[row]! : MOST_PRICES)
  const legs = corners.length - 1
  const between = legs === 0 ? 0 : Math.max(0, Math.floor((wanted - corners.length) / legs))
  const bid: number[] = []
  const ask: number[] = []
  for (const [n, [b, a]] of corners.entries()) {
    const [nextBid, nextAsk] = corners[n + 1] ?? [b, a]
    for (let step = 0; step <= (n < legs ? between : 0); step++) {
      const part = step / (between + 1)
      bid.push(onGrid(b + (nextBid - b) * part, scale))
      ask.push(onGrid(a + (nextAsk - a) * part, scale))
    }
  }
  const spacingMs = MINUTE_MS / bid.length
  const startMs = tMs[row]! + (k % PHASES) * PHASE_MS - (PHASES * PHASE_MS) / 2
  return { tsMs: bid.map((_, n) => Math.round(startMs + (n + 0.5) * spacingMs)), bid, ask }
}

type Pair = readonly [bid: number, ask: number]

const withoutRepeats = (pairs: readonly Pair[], scale: number): Pair[] => {
  const rounded = pairs.map(([bid, ask]): Pair => [onGrid(bid, scale), onGrid(ask, scale)])
  return rounded.filter(([bid, ask], n) => n === 0 || bid !== rounded[n - 1]![0] || ask !== rounded[n - 1]![1])
}
