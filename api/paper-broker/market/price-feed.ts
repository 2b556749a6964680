/** Where the broker's prices come from. Adapters: one-minute candles played as prices, and prices that a test sets. */
import type { World } from '../../../model/world.js'
import type { MinuteColumns } from './minute-columns.js'

export interface Tick {
  /** Index into the world's instruments. */
  readonly k: number
  readonly tsMs: number
  readonly bid: number
  readonly ask: number
}

export interface PriceFeed {
  readonly world: World
  /** One-minute candles by instrument, rising; the newest may lie in the future: only minutes that are over are history. */
  readonly minutes: readonly MinuteColumns[]
  /** Time of the next price; Infinity where none will come by itself. */
  nextMs(): number
  /** The next price. Prices rise in time. */
  take(): Tick
  /** False where nobody trades k at tsMs. */
  isOpen(k: number, tsMs: number): boolean
}
