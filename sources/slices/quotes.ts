/** The quotes of a frame, derived in one place: bid and ask of candles or of a price board, and from them spread and home rate. */
import type { CandleSeries } from '../../model/candle-series.js'
import type { Columns } from '../../graph/engine/define/schema.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { schemas } from '../../model/columns.js'
import type { World } from '../../model/world.js'
import { type Conversions, conversions } from './conversions.js'

/** The broker's latest prices by instrument of the world; NaN and 0 before the first. */
export interface LatestPrices {
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly tsMs: Float64Array
  readonly tradeable: Uint8Array
}

type QuoteColumns = Columns<typeof schemas.quote>

export interface SliceQuotes {
  /** The sides at the close of each candle, and `present`. Without a candle the quote before it is held, and nothing can be traded. */
  takeCandles(
    quote: QuoteColumns,
    present: Uint8Array,
    series: readonly (CandleSeries | null)[],
    rows: Int32Array,
    frame: Frame,
  ): void
  /** Slice s takes each price that is not older than its candle's quote. Later slices hold candles again, not prices. */
  takePrices(quote: QuoteColumns, prices: LatestPrices, s: number): void
  /** Slice 0 repeats the last slice that took prices, with nothing tradeable. */
  repeat(quote: QuoteColumns): void
  /** Spread and home rate of all slices, from their bids and asks. */
  derive(quote: QuoteColumns, frame: Frame): void
}

const NOTHING = new Float64Array(0)

/** `held`: those of the last slice before a restart. */
export const sliceQuotes = (world: World, held: HeldQuotes | null = null): SliceQuotes => {
  const count = world.instruments.length
  const through = conversions(world)
  const candles = sidesOf(count, held)
  const priced = sidesOf(count, held)
  let mids = NOTHING
  return {
    takeCandles: (quote, present, series, rows, frame) => {
      for (let k = 0; k < count; k++) takeSeries(quote, present, series[k]!, rows, frame, k, candles)
    },
    takePrices: (quote, prices, s) => {
      for (let k = 0, i = s * count; k < count; k++, i++) takePrice(quote, prices, k, i)
      for (const name of SIDES) priced[name].set(quote[name].subarray(s * count, (s + 1) * count))
    },
    repeat: (quote) => {
      for (const name of SIDES) quote[name].set(priced[name])
      quote.tradeable.fill(0, 0, count)
    },
    derive: (quote, { slices }) => {
      if (mids.length < slices * count) mids = new Float64Array(slices * count)
      writeSpreads(quote, mids, slices * count)
      writeHomeRates(quote.homeRate, mids, through, count, slices * count)
    },
  }
}

const SIDES = ['bid', 'ask', 'quoteTsMs'] as const
/** Quotes of one slice: one value for each instrument, NaN before the first. */
export interface HeldQuotes {
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly quoteTsMs: Float64Array
}
const sidesOf = (count: number, held: HeldQuotes | null): HeldQuotes => {
  const copy = (name: keyof HeldQuotes) => held?.[name].slice() ?? new Float64Array(count).fill(Number.NaN)
  return { bid: copy('bid'), ask: copy('ask'), quoteTsMs: copy('quoteTsMs') }
}

const takeSeries = (
  quote: QuoteColumns,
  present: Uint8Array,
  series: CandleSeries | null,
  rows: Int32Array,
  { capacity, count, slices, time }: Frame,
  k: number,
  held: HeldQuotes,
): void => {
  const bids = series?.bc ?? NOTHING
  const asks = series?.ac ?? NOTHING
  let bid = held.bid[k]!
  let ask = held.ask[k]!
  let quoteTsMs = held.quoteTsMs[k]!
  for (let s = 0, i = k; s < slices; s++, i += count) {
    const row = rows[k * capacity + s]!
    const here = row >= 0 ? 1 : 0
    if (here === 1) {
      bid = bids[row]!
      ask = asks[row]!
      quoteTsMs = time.tsMs[s]!
    }
    present[i] = here
    quote.tradeable[i] = here
    quote.bid[i] = bid
    quote.ask[i] = ask
    quote.quoteTsMs[i] = quoteTsMs
  }
  held.bid[k] = bid
  held.ask[k] = ask
  held.quoteTsMs[k] = quoteTsMs
}

const takePrice = (quote: QuoteColumns, prices: LatestPrices, k: number, i: number): void => {
  const tsMs = prices.tsMs[k]!
  const isFirst = tsMs > 0 && Number.isNaN(quote.quoteTsMs[i]!)
  if (tsMs >= quote.quoteTsMs[i]! || isFirst) {
    quote.bid[i] = prices.bid[k]!
    quote.ask[i] = prices.ask[k]!
    quote.quoteTsMs[i] = tsMs
  }
  // The broker's word closes an instrument and never opens one; a side without a price is closed.
  quote.tradeable[i] = prices.tradeable[k] === 1 && quote.bid[i]! > 0 && quote.ask[i]! >= quote.bid[i]! ? 1 : 0
}

const writeSpreads = ({ bid, ask, spreadBps }: QuoteColumns, mids: Float64Array, rows: number): void => {
  for (let i = 0; i < rows; i++) {
    const b = bid[i]!
    const a = ask[i]!
    const mid = (b + a) / 2
    mids[i] = mid
    spreadBps[i] = ((a - b) / mid) * 1e4
  }
}

const writeHomeRates = (
  homeRate: Float64Array,
  mids: Float64Array,
  { by, inverted }: Conversions,
  count: number,
  rows: number,
): void => {
  for (let k = 0; k < count; k++) {
    const j = by[k]!
    const turned = inverted[k] === 1
    const constant = j === -1 ? 1 : Number.NaN
    for (let i = k, from = j; i < rows; i += count, from += count) {
      homeRate[i] = j < 0 ? constant : turned ? 1 / mids[from]! : mids[from]!
    }
  }
}
