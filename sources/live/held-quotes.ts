/** The quotes of a live slice: what the broker's stream says now, else what the slice before had. */
import type { Frame } from '../../graph/engine/run/frame.js'
import type { Columns } from '../../graph/engine/define/schema.js'
import type { schemas } from '../../model/columns.js'
import type { World } from '../../model/world.js'
import { conversions } from '../slicer.js'

/** Columns by instrument of the world; NaN and 0 before the first price. */
export interface Prices {
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly tsMs: Float64Array
  readonly tradeable: Uint8Array
}

export interface HeldQuotes {
  /** Writes the quote columns of slice 0 from `prices`, where it has any; a price older than the one held changes nothing. */
  overrule(frame: Frame, prices: Prices): void
  /** Writes the quotes held into slice 0, none of them tradeable. */
  repeat(frame: Frame): void
}

export const heldQuotes = (world: World): HeldQuotes => {
  const count = world.instruments.length
  const { by, inverted } = conversions(world, new Map(world.instruments.map(({ name }, k) => [name, k])))
  const unknown = () => new Float64Array(count).fill(Number.NaN)
  const held = { bid: unknown(), ask: unknown(), quoteTsMs: unknown() }
  const quoteOf = (frame: Frame) => frame.columns['quote'] as unknown as Columns<typeof schemas.quote>
  const derive = (quote: Columns<typeof schemas.quote>): void => {
    for (let k = 0; k < count; k++) {
      const mid = (quote.bid[k]! + quote.ask[k]!) / 2
      quote.spreadBps[k] = ((quote.ask[k]! - quote.bid[k]!) / mid) * 1e4
      const j = by[k]!
      const rate = j < 0 ? 1 : (quote.bid[j]! + quote.ask[j]!) / 2
      quote.homeRate[k] = inverted[k] ? 1 / rate : rate
    }
  }
  return {
    overrule: (frame, prices) => {
      const quote = quoteOf(frame)
      for (let k = 0; k < count; k++) {
        if (prices.tsMs[k]! >= quote.quoteTsMs[k]! || (prices.tsMs[k]! > 0 && Number.isNaN(quote.quoteTsMs[k]!))) {
          quote.bid[k] = prices.bid[k]!
          quote.ask[k] = prices.ask[k]!
          quote.quoteTsMs[k] = prices.tsMs[k]!
        }
        // The broker can only overrule to closed, and a side without a price is closed.
        quote.tradeable[k] = prices.tradeable[k] === 1 && quote.bid[k]! > 0 && quote.ask[k]! >= quote.bid[k]! ? 1 : 0
      }
      derive(quote)
      for (const name of ['bid', 'ask', 'quoteTsMs'] as const) held[name].set(quote[name].subarray(0, count))
    },
    repeat: (frame) => {
      const quote = quoteOf(frame)
      for (const name of ['bid', 'ask', 'quoteTsMs'] as const) quote[name].set(held[name])
      quote.tradeable.fill(0, 0, count)
      derive(quote)
    },
  }
}
