/** The broker's source of prices. Adapters: one-minute candles played as prices, and prices scripted by a test. */
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
  /** One-minute candles by instrument, ascending. The newest may lie in the future: only completed minutes are history. */
  readonly minutes: readonly MinuteColumns[]
  /** Time of the next price; Infinity if none will come on its own. */
  nextMs(): number
  /** Takes the next price, in order of time. */
  take(): Tick
  /** False while the market of k is closed. */
  isOpen(k: number, tsMs: number): boolean
}
